import type { ConsoleEvents } from '../../shared/bridge/events.ts';
import type { PlanPage, PlanSummary } from '../../shared/bridge/plan-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { ApplyReport } from '../../shared/planning/plan.ts';
import type { Connection } from '../connection/connection.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import { createPlanApplier } from './plan-applier.ts';
import { createPlanDesk } from './plan-desk.ts';
import { createPlanMaker } from './plan-maker.ts';
import { planPage } from './plan-views.ts';
import type { Logger } from './ports.ts';

/** Makes plans and applies them, one at a time. */
export interface Planner {
  readonly make: () => Promise<PlanSummary>;
  readonly current: () => PlanSummary | null;
  readonly page: (planId: string, query: Parameters<typeof planPage>[1]) => PlanPage;
  readonly apply: (planId: string) => Promise<ApplyReport>;
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
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly logger: Logger;
  readonly onProgress: (progress: ConsoleEvents['plan.progress']) => void;
  readonly onPlan: (planId: string | null) => void;
}

export function createPlanner(options: PlannerOptions): Planner {
  const { agreements } = options;
  const desk = createPlanDesk(options);
  const maker = createPlanMaker({ ...options, desk });
  const applier = createPlanApplier({ ...options, desk });
  let making: Promise<PlanSummary> | null = null;
  let run: { readonly control: AbortController; readonly ended: Promise<unknown> } | null = null;
  const closing = new AbortController();

  async function make(): Promise<PlanSummary> {
    if (run !== null) throw planRunning();
    return desk.summary(await maker.make(closing.signal));
  }

  async function applyPlan(planId: string): Promise<ApplyReport> {
    if (run !== null || making !== null) throw planRunning();
    const chosen = desk.require(planId);
    const control = new AbortController();
    const ended = applier.apply(chosen, control.signal);
    run = { control, ended: ended.catch(() => undefined) };
    try {
      return await ended;
    } finally {
      run = null;
      desk.tell();
    }
  }

  return {
    make: () => {
      making ??= make().finally(() => {
        making = null;
      });
      return making;
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
      const current = desk.current();
      if (current === null || current.plan.couchdbUuid === couchdbUuid) return;
      run?.control.abort();
      desk.clear();
    },
    sawNothingOf: (tenantId, databases) => {
      const current = desk.current();
      if (current === null) return false;
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
      await Promise.allSettled([run?.ended, making]);
    },
  };
}

function planRunning(): ConsoleError {
  return new ConsoleError('plan-running', 'A plan is being made or applied right now.', {
    remedy: 'Wait until it has ended, or cancel it.',
  });
}
