import type { ConsoleEvents } from '../../shared/bridge/events.ts';
import type { PlanPage, PlanSummary } from '../../shared/bridge/plan-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { desired } from '../../shared/planning/desired.ts';
import { digest } from '../../shared/planning/digest.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';
import type { ApplyReport } from '../../shared/planning/plan.ts';
import { apply } from '../provisioning/apply.ts';
import { observe } from '../provisioning/observe.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import { auditApply } from './audit-commands.ts';
import type { Connection } from '../connection/connection.ts';
import type { Logger } from './ports.ts';
import { createProgressReporter } from './plan-progress.ts';
import { planPage, planSummary, type CurrentPlan } from './plan-views.ts';
import { otherServer } from '../connection/other-server.ts';
import { verifyServer } from '../connection/verify-server.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';

/** How long planning waits for the registry to pull what the server has, in milliseconds. */
const pullLimit = 60_000;

/** Makes plans and applies them, one at a time. */
export interface Planner {
  readonly make: () => Promise<PlanSummary>;
  readonly current: () => PlanSummary | null;
  readonly page: (
    planId: string,
    query: {
      readonly tenantId: string | null;
      readonly outcome: 'all' | 'failed' | 'open';
      readonly offset: number;
      readonly limit: number;
    },
  ) => PlanPage;
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
  const { registry, connection, sync, agreements, clock } = options;
  let current: CurrentPlan | null = null;
  let making: Promise<PlanSummary> | null = null;
  let run: { readonly control: AbortController; readonly ended: Promise<unknown> } | null = null;
  const closing = new AbortController();

  function summary(plan: CurrentPlan): PlanSummary {
    const { tenants } = registry.snapshot();
    return planSummary(plan, (id) => tenants.get(id)?.name ?? '');
  }

  function tellPlan(): void {
    options.onPlan(current?.plan.id ?? null);
  }

  async function make(): Promise<PlanSummary> {
    if (run !== null) throw planRunning();
    const server = await connection.ensure();
    const admin = await connection.admin();
    await verifyServer(admin, server, closing.signal);
    await inTime(sync.now(), pullLimit, clock);
    const snapshot = registry.snapshot();
    const registrySeq = registry.seq();
    agreements.useServer(server.couchdbUuid);
    agreements.refresh(snapshot);
    const wishes = agreements.wishes();
    const spec = desired(snapshot, server.serverId);
    const state = await observe(admin, spec, { signal: closing.signal });
    if (state.couchdbUuid !== server.couchdbUuid) throw otherServer(server.url);
    const plan = makePlan({
      id: options.uuid(),
      madeAt: clock.now().toISOString(),
      registrySeq,
      spec,
      state,
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
    current = {
      plan,
      serverName: server.name,
      wishes,
      outcomes: new Map(),
      stale: null,
      running: false,
      ended: false,
    };
    noteStaleness(current);
    tellPlan();
    return summary(current);
  }

  function noteStaleness(plan: CurrentPlan): boolean {
    if (plan.stale !== null) return false;
    agreements.refresh(registry.snapshot());
    const now = agreements.wishes();
    const same =
      now.size === plan.wishes.size && [...now].every(([id, wish]) => plan.wishes.get(id) === wish);
    if (same) return false;
    plan.stale = 'The registry has changed since the plan was made.';
    return true;
  }

  function requirePlan(planId: string): CurrentPlan {
    if (current?.plan.id === planId) return current;
    throw new ConsoleError('plan-unknown', 'This plan is not the current one any more.', {
      remedy: 'Make a new plan and look at it.',
    });
  }

  async function applyPlan(planId: string): Promise<ApplyReport> {
    if (run !== null || making !== null) throw planRunning();
    const chosen = requirePlan(planId);
    noteStaleness(chosen);
    const stale = chosen.ended ? 'The plan was applied already.' : chosen.stale;
    if (stale !== null) {
      throw new ConsoleError('plan-stale', stale, { remedy: 'Plan again.' });
    }
    const control = new AbortController();
    let finish = (): void => undefined;
    run = {
      control,
      ended: new Promise<void>((resolve) => {
        finish = resolve;
      }),
    };
    chosen.running = true;
    const progress = createProgressReporter({
      planId,
      total: chosen.plan.operations.length,
      clock,
      emit: options.onProgress,
    });
    // Whatever is seen of them later, until then these tenants are not known to agree.
    agreements.noteDiffering(new Set(chosen.plan.operations.map(({ tenantId }) => tenantId)));
    try {
      const admin = await connection.admin();
      const report = await apply(admin, chosen.plan, {
        clock,
        signal: control.signal,
        onOutcome: (outcome, operation) => {
          chosen.outcomes.set(outcome.id, outcome);
          progress.note(outcome, operation);
        },
      });
      for (const outcome of report.outcomes) chosen.outcomes.set(outcome.id, outcome);
      chosen.ended = true;
      await afterwards(chosen, report);
      return report;
    } finally {
      chosen.running = false;
      run = null;
      progress.end();
      tellPlan();
      finish();
    }
  }

  /** What was done is done; failing to note it is told in the log and heals with the next plan. */
  async function afterwards(chosen: CurrentPlan, report: ApplyReport): Promise<void> {
    const open = new Set(
      chosen.plan.operations
        .filter(({ id }) => chosen.outcomes.get(id)?.outcome !== 'done')
        .map(({ tenantId }) => tenantId),
    );
    const touched = new Set(chosen.plan.operations.map(({ tenantId }) => tenantId));
    try {
      await agreements.record({
        agreed: new Map([...chosen.wishes].filter(([id]) => touched.has(id) && !open.has(id))),
        differing: open,
        refusals: chosen.plan.refusals,
        wishes: chosen.wishes,
      });
      if (chosen.plan.operations.length > 0) {
        await registry.execute(auditApply(chosen.plan, report));
      }
    } catch (error) {
      options.logger.error({ error }, 'what was applied could not be noted');
    }
  }

  return {
    make: () => {
      making ??= make().finally(() => {
        making = null;
      });
      return making;
    },
    current: () => (current === null ? null : summary(current)),
    page: (planId, query) => planPage(requirePlan(planId), query),
    apply: applyPlan,
    cancel: (planId) => {
      requirePlan(planId);
      run?.control.abort();
    },
    registryChanged: () => {
      if (current !== null && !current.ended && noteStaleness(current)) tellPlan();
    },
    connectionChanged: (couchdbUuid) => {
      agreements.useServer(couchdbUuid);
      if (current === null || current.plan.couchdbUuid === couchdbUuid) return;
      run?.control.abort();
      current = null;
      tellPlan();
    },
    sawNothingOf: (tenantId, databases) => {
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

/** Waits for the work, but not longer; the work itself goes on. */
async function inTime(work: Promise<unknown>, milliseconds: number, clock: Clock): Promise<void> {
  let cancel = (): void => undefined;
  await Promise.race([
    work,
    new Promise<void>((resolve) => {
      cancel = clock.timer(milliseconds, resolve);
    }),
  ]);
  cancel();
}
