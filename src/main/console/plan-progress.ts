import type { PlanProgress } from '../../shared/bridge/events.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Operation, OperationOutcome } from '../../shared/planning/plan.ts';

/** At most ten events a second. */
const interval = 100;

export interface ProgressReporter {
  readonly note: (outcome: OperationOutcome, operation: Pick<Operation, 'tenantId'>) => void;
  /** Sends the last event, at once. */
  readonly end: () => void;
}

/** Gathers outcomes of a run into events that a window can keep up with. */
export function createProgressReporter(options: {
  readonly planId: string;
  readonly total: number;
  readonly clock: Clock;
  readonly emit: (progress: PlanProgress) => void;
}): ProgressReporter {
  const { planId, total, clock, emit } = options;
  const counts = { done: 0, failed: 0, skipped: 0 };
  let latest: PlanProgress['latest'][number][] = [];
  let cancelTimer: (() => void) | null = null;

  function send(running: boolean): void {
    cancelTimer?.();
    cancelTimer = null;
    emit({ planId, total, ...counts, running, latest });
    latest = [];
  }

  send(true);
  return {
    note: (outcome, { tenantId }) => {
      counts[outcome.outcome] += 1;
      const message = outcome.outcome === 'failed' ? outcome.message : '';
      latest.push({ id: outcome.id, tenantId, outcome: outcome.outcome, message });
      cancelTimer ??= clock.timer(interval, () => {
        send(true);
      });
    },
    end: () => {
      send(false);
    },
  };
}
