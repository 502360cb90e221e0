import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { openedPlan, planBeside, planCurl, savedPlan } from '../console/plan-shelf.ts';
import type { Services } from './services.ts';

export function planApi({ planner, connection, appliesAs }: Services): ConsoleApi['plan'] {
  return {
    make: (argument) =>
      planner.make(
        argument?.scope ?? 'all',
        // An agent has nobody to read a forecast.
        argument?.forecast ?? (appliesAs === 'agent' ? 'never' : 'offline'),
      ),
    makePurge: ({ tenantIds }) => planner.makePurge(tenantIds),
    current: () => Promise.resolve(planner.current()),
    operations: ({ planId, ...query }) => Promise.resolve(planner.page(planId, query)),
    select: ({ planId, operationIds }) => Promise.resolve(planner.select(planId, operationIds)),
    apply: ({ planId, operationIds = null, confirm = null, handlers = false }) =>
      planner.apply(planId, { operationIds, confirm, handlers, purpose: appliesAs }),
    cancel: ({ planId }) => {
      planner.cancel(planId);
      return Promise.resolve(null);
    },
    save: ({ planId }) => Promise.resolve(savedPlan(planner.plan(planId).plan)),
    load: async ({ text }) => planner.load(openedPlan(text)),
    compare: ({ planId, with: saved = null }) =>
      Promise.resolve(planBeside(planner.plan(planId), saved)),
    curl: ({ planId, operationId }) => {
      const { plan } = planner.plan(planId);
      return Promise.resolve(planCurl(plan, operationId, connection.current()?.url));
    },
  };
}
