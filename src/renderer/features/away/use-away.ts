import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { useCatchUp } from '../../app/data/frame-queries.ts';
import { keys } from '../../app/data/keys.ts';

/** Says that what met was looked at. */
export function useAcknowledge() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (since: string) => client.catchUp.acknowledge({ since }),
    onSuccess: (state) => {
      queries.setQueryData(keys.catchUp, state);
    },
    onError: () => queries.invalidateQueries({ queryKey: keys.catchUp }),
  });
}

/** Chooses whether applying on this device waits for that. */
export function useSetAsking() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ask: boolean) => client.catchUp.setAsking({ ask }),
    onSuccess: (state) => {
      queries.setQueryData(keys.catchUp, state);
    },
  });
}

/** Whether applying waits until somebody has looked at what met. */
export function useApplyWaits(): boolean {
  const state = useCatchUp().data ?? { current: null, askBeforeApplying: false };
  return state.current !== null && state.askBeforeApplying;
}
