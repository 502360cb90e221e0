import type { Clock } from '../../shared/clock.ts';
import type { MyCouchError } from '../../shared/errors.ts';
import type { Operation, OperationOutcome } from '../../shared/planning/plan.ts';

export interface ApplyOptions {
  readonly clock: Clock;
  /** Ends the run: nothing new is begun, what is under way may finish for a moment. */
  readonly signal?: AbortSignal;
  /**
   * Asked before every operation, and again right before `_security` is written or anything deleted: null
   * while this run may change the server (it holds the lease). Anything else ends the run with that error.
   */
  readonly mayGoOn: () => MyCouchError | null;
  /** Told of every operation once, as it ends. */
  readonly onOutcome?: (outcome: OperationOutcome, operation: Operation) => void;
}
