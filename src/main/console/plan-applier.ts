import type { PlanProgress } from '../../shared/bridge/events.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { ApplyReport } from '../../shared/planning/plan.ts';
import type { Connection } from '../connection/connection.ts';
import { apply } from '../provisioning/apply.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import { auditApply } from './audit-commands.ts';
import type { PlanDesk } from './plan-desk.ts';
import { createProgressReporter } from './plan-progress.ts';
import type { CurrentPlan } from './plan-views.ts';
import type { Logger } from './ports.ts';

export interface PlanApplier {
  readonly apply: (chosen: CurrentPlan, signal: AbortSignal) => Promise<ApplyReport>;
}

/** Applies the current plan and notes what came of it. */
export function createPlanApplier(options: {
  readonly registry: Registry;
  readonly connection: Connection;
  readonly agreements: Agreements;
  readonly desk: PlanDesk;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress: (progress: PlanProgress) => void;
}): PlanApplier {
  const { registry, connection, agreements, desk, clock } = options;

  /** What was done is done; failing to note it is told in the log and heals with the next plan. */
  async function afterwards(chosen: CurrentPlan, report: ApplyReport): Promise<void> {
    const { operations, refusals } = chosen.plan;
    const wishes = new Map(Object.entries(chosen.plan.wishes));
    const open = new Set(
      operations
        .filter(({ id }) => chosen.outcomes.get(id)?.outcome !== 'done')
        .map(({ tenantId }) => tenantId),
    );
    const touched = new Set(operations.map(({ tenantId }) => tenantId));
    try {
      await agreements.record({
        agreed: new Map([...wishes].filter(([id]) => touched.has(id) && !open.has(id))),
        differing: open,
        refusals,
        wishes,
      });
      if (operations.length > 0) await registry.execute(auditApply(chosen.plan, report));
    } catch (error) {
      options.logger.error({ error }, 'what was applied could not be noted');
    }
  }

  return {
    apply: async (chosen, signal) => {
      desk.noteStaleness(chosen);
      const stale = chosen.ended ? 'The plan was applied already.' : chosen.stale;
      if (stale !== null) {
        throw new ConsoleError('plan-stale', stale, { remedy: 'Plan again.' });
      }
      chosen.running = true;
      const progress = createProgressReporter({
        planId: chosen.plan.id,
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
          signal,
          mayGoOn: () => null,
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
        progress.end();
      }
    },
  };
}
