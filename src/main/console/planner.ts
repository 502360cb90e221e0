import type { ConsoleEvents } from '../../shared/bridge/events.ts';
import type { PlanPage, PlanSummary, SelectionView } from '../../shared/bridge/plan-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { ApplyReport, Plan } from '../../shared/planning/plan.ts';
import { selectOperations } from '../../shared/planning/select-operations.ts';
import type { Connection } from '../connection/connection.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import type { LeaseKeeper } from '../provisioning/lease-keeper.ts';
import type { Observer } from '../provisioning/observer.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import type { CatchUpKeeper } from './catch-up.ts';
import type { ForecastUse } from './forecast.ts';
import type { PasswordVerdicts } from './password-verdicts.ts';
import { createPlanApplier, type ApplyRequest } from './plan-applier.ts';
import { createPlanDesk } from './plan-desk.ts';
import { createPlanMaker, type MadePlan, type PlanScope } from './plan-maker.ts';
import { planPage } from './plan-views.ts';
import type { Logger } from './ports.ts';
import type { ServerMemories } from './remembered-server.ts';

/** Makes plans and applies them, one at a time. */
export interface Planner {
  readonly make: (scope: PlanScope, use: ForecastUse) => Promise<PlanSummary>;
  readonly makePurge: (tenantIds: readonly string[]) => Promise<PlanSummary>;
  readonly current: () => PlanSummary | null;
  readonly page: (planId: string, query: Parameters<typeof planPage>[1]) => PlanPage;
  /** The plan itself, and the one that was current before it. */
  readonly plan: (planId: string) => { readonly plan: Plan; readonly previous: Plan | null };
  /** Makes a plan that comes from a file the current one. */
  readonly load: (plan: Plan) => Promise<PlanSummary>;
  /** Part of a plan, with what it needs and what has to be typed for it. */
  readonly select: (planId: string, operationIds: readonly string[]) => SelectionView;
  readonly apply: (planId: string, request: ApplyRequest) => Promise<ApplyReport>;
  readonly cancel: (planId: string) => void;
  /** The registry changed: does the plan still say what is wanted? */
  readonly registryChanged: () => void;
  readonly connectionChanged: (couchdbUuid: string | null) => void;
  /** True where the last plan saw nothing of the tenant on the server. */
  readonly sawNothingOf: (tenantId: string, databases: readonly string[]) => boolean;
  readonly close: () => Promise<void>;
}

export interface PlannerOptions {
  readonly registry: Registry;
  readonly connection: Connection;
  readonly sync: SyncKeeper;
  readonly agreements: Agreements;
  readonly observer: Observer;
  readonly memories: Pick<ServerMemories, 'recall'>;
  readonly catchUp: Pick<CatchUpKeeper, 'requireLookedAt'>;
  readonly passwords: PasswordVerdicts;
  readonly leases: LeaseKeeper;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly logger: Logger;
  readonly onProgress: (progress: ConsoleEvents['plan.progress']) => void;
  readonly onPlan: (planId: string | null) => void;
  /** An application begins or ends. */
  readonly onRun: () => void;
}

export function createPlanner(options: PlannerOptions): Planner {
  const { agreements, connection, leases, observer } = options;
  const desk = createPlanDesk(options);
  const maker = createPlanMaker(options);
  const applier = createPlanApplier({ ...options, desk, maker });
  let making: { readonly what: string; readonly summary: Promise<PlanSummary> } | null = null;
  let run: { readonly control: AbortController; readonly ended: Promise<unknown> } | null = null;
  const closing = new AbortController();
  let server = connection.current()?.couchdbUuid ?? null;

  /** One after the other; who asks for the same while it is made gets the same. */
  function makeOnce(what: string, make: () => Promise<MadePlan>): Promise<PlanSummary> {
    if (run !== null) return Promise.reject(planRunning());
    if (making?.what === what) return making.summary;
    const before = making?.summary.catch(() => undefined) ?? Promise.resolve();
    const summary = before
      .then(() => make())
      .then((made) => desk.summary(desk.put(made, 'server')))
      .finally(() => {
        if (making?.summary === summary) making = null;
      });
    making = { what, summary };
    return summary;
  }

  async function applyPlan(planId: string, request: ApplyRequest): Promise<ApplyReport> {
    // Before the run, for the look at the server that it waits for sees nothing of one that is applied to.
    await options.catchUp.requireLookedAt(request.purpose);
    if (run !== null || making !== null) throw planRunning();
    const chosen = desk.require(planId);
    const control = new AbortController();
    options.onRun();
    const ended = applier.apply(chosen, request, control.signal);
    run = { control, ended: ended.catch(() => undefined) };
    try {
      return await ended;
    } finally {
      run = null;
      options.onRun();
      desk.tell();
    }
  }

  return {
    make: (scope, use) => makeOnce(`${scope} ${use}`, () => maker.make(scope, use, closing.signal)),
    makePurge: (ids) =>
      makeOnce(`purge ${ids.join(' ')}`, () => maker.makePurge(ids, closing.signal)),
    plan: (planId) => ({ plan: desk.require(planId).plan, previous: desk.previous() }),
    load: async (plan) => {
      if (run !== null || making !== null) throw planRunning();
      const { couchdbUuid, name } = await connection.ensure();
      if (plan.couchdbUuid !== couchdbUuid) throw forAnotherServer();
      return desk.summary(desk.put({ plan, serverName: name }, 'file'));
    },
    select: (planId, ids) => {
      const { plan, operationIds, added } = selectOperations(desk.require(planId).plan, ids);
      return { operationIds, added, confirmation: desk.confirmation(plan) };
    },
    current: () => {
      const current = desk.current();
      return current === null ? null : desk.summary(current);
    },
    page: (planId, query) => planPage(desk.require(planId), query),
    apply: applyPlan,
    cancel: (planId) => {
      desk.require(planId);
      run?.control.abort();
    },
    registryChanged: () => {
      const current = desk.current();
      if (current !== null && !current.ended && desk.noteStaleness(current)) desk.tell();
    },
    connectionChanged: (couchdbUuid) => {
      agreements.useServer(couchdbUuid);
      if (couchdbUuid !== server) {
        observer.clear();
        void leases.letGo();
      }
      server = couchdbUuid;
      const current = desk.current();
      if (current === null || current.plan.couchdbUuid === couchdbUuid) return;
      run?.control.abort();
      desk.clear();
    },
    sawNothingOf: (tenantId, databases) => {
      const current = desk.current();
      if (current === null || current.plan.forecast !== undefined) return false;
      const created = new Set(
        current.plan.operations.flatMap((operation) =>
          operation.kind === 'database.create' && operation.tenantId === tenantId
            ? [operation.target]
            : [],
        ),
      );
      return !current.running && !current.ended && databases.every((name) => created.has(name));
    },
    close: async () => {
      closing.abort();
      run?.control.abort();
      await Promise.allSettled([run?.ended, making?.summary]);
      await leases.letGo();
    },
  };
}

function forAnotherServer(): ConsoleError {
  return new ConsoleError('plan-stale', 'The plan was made for another server.', {
    remedy: 'Turn to that server, or plan again for this one.',
  });
}

function planRunning(): ConsoleError {
  return new ConsoleError('plan-running', 'A plan is being made or applied right now.', {
    remedy: 'Wait until it has ended, or cancel it.',
  });
}
