import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function planApi({ planner }: Services): ConsoleApi['plan'] {
  return {
    make: () => planner.make(),
    current: () => Promise.resolve(planner.current()),
    operations: ({ planId, ...query }) => Promise.resolve(planner.page(planId, query)),
    apply: ({ planId }) => planner.apply(planId),
    cancel: ({ planId }) => {
      planner.cancel(planId);
      return Promise.resolve(null);
    },
  };
}
