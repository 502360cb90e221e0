import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

/** Replicates both ways at once. */
export function useSyncNow() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.sync.now(),
    onSuccess: (checked) => {
      queries.setQueryData(keys.sync, checked);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.syncOverview }),
  });
}
