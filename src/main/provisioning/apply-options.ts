import type { Clock } from '../../shared/clock.ts';
import type { Operation, OperationOutcome } from '../../shared/planning/plan.ts';

export interface ApplyOptions {
  readonly clock: Clock;
  /** Ends the run: nothing new is begun, what is under way may finish for a moment. */
  readonly signal?: AbortSignal;
  /** Told of every operation once, as it ends. */
  readonly onOutcome?: (outcome: OperationOutcome, operation: Operation) => void;
}
