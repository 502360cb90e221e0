import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { Workplace } from '../../../shared/bridge/tenant-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

/** The tenant one works in, those opened lately, and the columns of the list: this device's own. */
export function useWorkplace() {
  const client = useClient();
  return useQuery({ queryKey: keys.workplace, queryFn: () => client.workplace.current() });
}

/** A change of it. */
export function useWorkplaceChange<Input>(
  change: (workplace: ConsoleClient['workplace'], input: Input) => Promise<Workplace>,
) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(client.workplace, input),
    onSuccess: (workplace) => {
      const before = queries.getQueryData<Workplace>(keys.workplace);
      queries.setQueryData(keys.workplace, workplace);
      // Rows and pane tell which tenant it is.
      if (before?.active?.id === workplace.active?.id) return;
      void queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
}
