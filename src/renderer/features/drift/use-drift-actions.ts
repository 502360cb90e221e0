import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

/** Looks at the server now. */
export function useSweep() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationKey: ['drift', 'sweep'],
    mutationFn: () => client.drift.sweep(),
    onSuccess: (report) => {
      queries.setQueryData(keys.drift, report);
    },
  });
}

/** Takes findings over into the registry: all of these or none. */
export function useAdopt() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (findingIds: string[]) => client.drift.adopt({ findingIds }),
    onSuccess: async (report) => {
      queries.setQueryData(keys.drift, report);
      await queries.invalidateQueries({ queryKey: keys.tenants });
      await queries.invalidateQueries({ queryKey: keys.plan });
    },
  });
}
