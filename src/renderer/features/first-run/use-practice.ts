import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

/** Starts the practice server and connects to it. */
export function usePractice() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.connection.practice(),
    onSuccess: async (connected) => {
      queries.setQueryData(keys.connection, connected);
      await queries.invalidateQueries();
    },
  });
}
