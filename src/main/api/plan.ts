import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';
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
    makePurge: () => Promise.reject(notYet()),
    select: () => Promise.reject(notYet()),
    save: () => Promise.reject(notYet()),
    load: () => Promise.reject(notYet()),
    compare: () => Promise.reject(notYet()),
    curl: () => Promise.reject(notYet()),
  };
}

function notYet(): ConsoleError {
  return new ConsoleError('internal', 'Not built yet.');
}
