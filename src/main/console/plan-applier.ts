import type { PlanProgress } from '../../shared/bridge/events.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Lease } from '../../shared/documents/lease.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { confirmPlan } from '../../shared/planning/confirm-plan.ts';
import { requireConfirmation } from '../../shared/planning/confirmation.ts';
import type { ApplyReport, Plan } from '../../shared/planning/plan.ts';
import { selectOperations } from '../../shared/planning/select-operations.ts';
import { withoutServerGroup } from '../../shared/planning/server-group.ts';
import type { Connection } from '../connection/connection.ts';
import { readOnlyError } from '../connection/server-marks.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import { apply } from '../provisioning/apply.ts';
import { guardedBy } from '../provisioning/guarded-transport.ts';
import type { LeaseKeeper } from '../provisioning/lease-keeper.ts';
import type { Observer } from '../provisioning/observer.ts';
import type { Registry } from '../registry/registry.ts';
import { agreeWithServer } from './agree-with-server.ts';
import type { Agreements } from './agreements.ts';
import type { CatchUpKeeper } from './catch-up.ts';
import { forecastOnly } from './forecast.ts';
import { noteApplied } from './note-applied.ts';
import type { PlanDesk } from './plan-desk.ts';
import type { PlanMaker } from './plan-maker.ts';
import { createProgressReporter } from './plan-progress.ts';
import type { CurrentPlan } from './plan-views.ts';
import type { Logger } from './ports.ts';

/** How a plan is to be applied. */
export interface ApplyRequest {
  /** With what they need; null: all. */
  readonly operationIds: readonly string[] | null;
  /** What was typed, where something has to be. */
  readonly confirm: string | null;
  /** Whether somebody agreed to the JWT handler being switched on or off, where the plan says so. */
  readonly handlers: boolean;
  readonly purpose: Lease['purpose'];
}

export interface PlanApplier {
  readonly apply: (
    chosen: CurrentPlan,
    request: ApplyRequest,
    signal: AbortSignal,
  ) => Promise<ApplyReport>;
}

export interface PlanApplierOptions {
  readonly registry: Registry;
  readonly connection: Connection;
  readonly sync: SyncKeeper;
  readonly agreements: Agreements;
  readonly observer: Observer;
  readonly leases: LeaseKeeper;
  readonly maker: PlanMaker;
  readonly desk: PlanDesk;
  readonly catchUp: Pick<CatchUpKeeper, 'requireLookedAt'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress: (progress: PlanProgress) => void;
}

/** After these it is not known whether the server goes on with a request. */
const unsettling: ReadonlySet<string> = new Set(['cancelled', 'server-timeout', 'server-refused']);

/**
 * Applies the current plan, or a part of it, under the conditions that keep an old laptop from undoing a
 * newer decision: the lease is held, the registry has come to agree with the server's after that, and the
 * plan still says what the registry wants. Errors: `plan-stale`, `confirmation-needed` (of the plan, or of what changed
 * while this device was away), `registry-behind`, `server-read-only`, those of taking the lease and of the connection; then nothing was changed.
 */
export function createPlanApplier(options: PlanApplierOptions): PlanApplier {
  const { registry, connection, sync, agreements, observer, desk, clock } = options;

  function requireFresh(chosen: CurrentPlan): void {
    if (chosen.plan.forecast !== undefined) {
      throw new ConsoleError('plan-stale', forecastOnly(chosen.plan.forecast.asOf), {
        remedy: 'Connect, then compare again.',
        details: { because: 'forecast', asOf: chosen.plan.forecast.asOf },
      });
    }
    desk.noteStaleness(chosen);
    const why = chosen.ended ? 'The plan was applied already.' : chosen.stale;
    if (why !== null) throw new ConsoleError('plan-stale', why, { remedy: 'Plan again.' });
  }

  /** The administrator's transport refuses every write by itself; this says so before the lease is taken. */
  function requireWritable(server: string): void {
    if (connection.current()?.readOnly === true) throw readOnlyError(server);
  }

  async function carryOut(
    chosen: CurrentPlan,
    plan: Plan,
    mayGoOn: () => ConsoleError | null,
    signal: AbortSignal,
  ): Promise<ApplyReport> {
    const progress = createProgressReporter({
      planId: plan.id,
      total: plan.operations.length,
      clock,
      emit: options.onProgress,
    });
    // Whatever is seen of them later, until then these tenants are not known to agree.
    agreements.noteDiffering(withoutServerGroup(plan.operations.map(({ tenantId }) => tenantId)));
    try {
      const admin = await connection.admin();
      const report = await apply(guardedBy(admin, mayGoOn), plan, {
        clock,
        signal,
        mayGoOn,
        onOutcome: (outcome, operation) => {
          chosen.outcomes.set(outcome.id, outcome);
          progress.note(outcome, operation);
        },
      });
      for (const outcome of report.outcomes) chosen.outcomes.set(outcome.id, outcome);
      chosen.ended = true;
      return report;
    } finally {
      observer.forget(plan.operations);
      progress.end();
    }
  }

  /** What was done is done; failing to note it is told in the log and heals with the next plan. */
  async function note(whole: Plan, plan: Plan, report: ApplyReport): Promise<void> {
    try {
      await noteApplied({ registry, agreements }, { whole, plan }, report);
    } catch (error) {
      options.logger.error({ error }, 'what was applied could not be noted');
    }
  }

  async function underLease(
    chosen: CurrentPlan,
    part: Plan,
    { confirm, purpose }: ApplyRequest,
    signal: AbortSignal,
  ): Promise<ApplyReport> {
    const { couchdbUuid, name } = await connection.ensure();
    requireWritable(name);
    const transport = await connection.admin();
    return options.leases.during({ couchdbUuid, transport }, purpose, signal, async ({ held }) => {
      await agreeWithServer({ sync, registry, clock, signal });
      // Coming to agree may have been the coming back.
      await options.catchUp.requireLookedAt(purpose);
      requireFresh(chosen);
      // Another console may have marked the server meanwhile.
      requireWritable(name);
      const plan = chosen.loaded
        ? confirmPlan(part, await options.maker.again(part, signal))
        : part;
      requireConfirmation(desk.confirmation(plan), confirm);
      const report = await carryOut(chosen, plan, held, signal);
      await note(chosen.plan, plan, report);
      const unsettled = report.outcomes.some(
        (one) => one.outcome === 'failed' && unsettling.has(one.code),
      );
      return { result: report, unsettled };
    });
  }

  return {
    apply: async (chosen, request, signal) => {
      requireFresh(chosen);
      const { operationIds, confirm } = request;
      const part = agreedPart(
        operationIds === null ? chosen.plan : selectOperations(chosen.plan, operationIds).plan,
        request,
      );
      requireConfirmation(desk.confirmation(part), confirm);
      chosen.running = true;
      try {
        if (part.operations.length > 0) return await underLease(chosen, part, request, signal);
        const report = await carryOut(chosen, part, () => null, signal);
        await note(chosen.plan, part, report);
        return report;
      } finally {
        chosen.running = false;
      }
    },
  };
}

/**
 * What a person has agreed to: a value for the handlers that does not work would close the server, so that
 * is never done on the side, and never by an agent.
 */
function agreedPart(part: Plan, { handlers, purpose }: ApplyRequest): Plan {
  if (handlers && purpose !== 'agent') return part;
  const operations = part.operations.filter(({ kind }) => kind !== 'handlers.write');
  if (operations.length === part.operations.length) return part;
  if (operations.length > 0) return { ...part, operations };
  throw new ConsoleError(
    'confirmation-needed',
    'Switching the JWT handler restarts the HTTP listener, and nobody has agreed to it.',
    { remedy: 'Agree to it when applying, or run `mycouch apply --jwt-handler`.' },
  );
}
