import type { Clock } from '../../shared/clock.ts';
import { desired } from '../../shared/planning/desired.ts';
import { digest } from '../../shared/planning/digest.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';
import type { Connection } from '../connection/connection.ts';
import { otherServer } from '../connection/other-server.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import { verifyServer } from '../connection/verify-server.ts';
import { observe } from '../provisioning/observe.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import { inTime } from './in-time.ts';
import type { PlanDesk } from './plan-desk.ts';
import type { CurrentPlan } from './plan-views.ts';

/** How long planning waits for the registry to pull what the server has, in milliseconds. */
const pullLimit = 60_000;

export interface PlanMaker {
  /** Looks at the server and makes the plan that is the difference; it becomes the current one. */
  readonly make: (signal: AbortSignal) => Promise<CurrentPlan>;
}

export function createPlanMaker(options: {
  readonly registry: Registry;
  readonly connection: Connection;
  readonly sync: SyncKeeper;
  readonly agreements: Agreements;
  readonly desk: PlanDesk;
  readonly clock: Clock;
  readonly uuid: () => string;
}): PlanMaker {
  const { registry, connection, sync, agreements, desk, clock } = options;

  return {
    make: async (signal) => {
      const server = await connection.ensure();
      const admin = await connection.admin();
      await verifyServer(admin, server, signal);
      await inTime(sync.now(), pullLimit, clock);
      const snapshot = registry.snapshot();
      const registrySeq = registry.seq();
      agreements.useServer(server.couchdbUuid);
      agreements.refresh(snapshot);
      const wishes = agreements.wishes();
      const spec = desired(snapshot, server.serverId);
      const state = await observe(admin, spec, { signal });
      if (state.couchdbUuid !== server.couchdbUuid) throw otherServer(server.url);
      const plan = makePlan({
        id: options.uuid(),
        madeAt: clock.now().toISOString(),
        registrySeq,
        spec,
        state,
        drift: [],
        wishes,
      });
      const differing = new Set(plan.operations.map(({ tenantId }) => tenantId));
      const refused = new Set(plan.refusals.map(({ tenantId }) => tenantId));
      await agreements.record({
        agreed: new Map(
          spec.tenants
            .filter(({ tenantId }) => !differing.has(tenantId) && !refused.has(tenantId))
            .map((tenant) => [tenant.tenantId, digest(tenant)]),
        ),
        differing: [...differing, ...refused],
        refusals: plan.refusals,
        wishes,
      });
      return desk.put(plan, server.name);
    },
  };
}
