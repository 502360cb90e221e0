import { setMaxListeners } from 'node:events';
import { CouchCancelledError } from '../../couch/errors.ts';
import { isUnreachable } from '../../couch/network-error.ts';
import { MyCouchError, reportError, type ErrorCode } from '../../shared/errors.ts';
import type { Operation, OperationOutcome } from '../../shared/planning/plan.ts';
import type { ApplyOptions } from './apply-options.ts';

/** What is under way when a run is ended may finish within this many milliseconds. */
const grace = 2000;
/** So many operations in a row that did not reach the server mean that it is gone. */
const lostInARow = 3;

/** Codes after which every further operation would fail the same way. */
const fatal: ReadonlySet<string> = new Set([
  'server-wrong-password',
  'server-locked-out',
  'server-not-administrator',
  'server-certificate',
  'server-full',
]);

/** True for an error that says nothing about the operation itself: all others would fail alike. */
export function concernsAll(error: unknown): boolean {
  return (
    isUnreachable(error) ||
    error instanceof CouchCancelledError ||
    (error instanceof MyCouchError && fatal.has(error.code))
  );
}

/** The book of one application: who did what, and whether to go on. */
export interface Run {
  readonly outcomes: ReadonlyMap<string, OperationOutcome>;
  /** For the requests of this run. */
  readonly signal: AbortSignal;
  readonly halted: () => 'cancelled' | 'stopped' | null;
  /** Asks whether this run may still change the server; a no ends it. */
  readonly mayGoOn: ApplyOptions['mayGoOn'];
  /** Carries an operation out unless the run was ended; true when it is done. */
  readonly perform: (operation: Operation, work: () => Promise<void>) => Promise<boolean>;
  readonly settle: (operation: Operation, error: unknown) => boolean;
  /** Books an operation as not begun; always false. */
  readonly skip: (operation: Operation, because: 'dependency' | 'halted') => false;
  readonly end: () => void;
}

export function createRun({ clock, signal, mayGoOn: ask, onOutcome }: ApplyOptions): Run {
  const outcomes = new Map<string, OperationOutcome>();
  const control = new AbortController();
  // Every request under way listens to it.
  setMaxListeners(0, control.signal);
  let halted: 'cancelled' | 'stopped' | null = null;
  let lost = 0;
  let cancelGrace: (() => void) | null = null;

  const halt = (why: 'cancelled' | 'stopped') => {
    if (halted !== null) return;
    halted = why;
    cancelGrace = clock.timer(grace, () => {
      control.abort();
    });
  };
  const onAbort = () => {
    halt('cancelled');
  };
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });

  const mayGoOn = () => {
    const refusal = ask();
    if (refusal !== null) halt('stopped');
    return refusal;
  };

  const book = (operation: Operation, outcome: OperationOutcome) => {
    if (outcomes.has(operation.id)) return;
    outcomes.set(operation.id, outcome);
    onOutcome?.(outcome, operation);
  };

  const skip: Run['skip'] = (operation, because) => {
    const reason =
      because === 'dependency' && halted === null ? 'dependency' : (halted ?? 'dependency');
    book(operation, { id: operation.id, outcome: 'skipped', because: reason });
    return false;
  };

  /** `error` null means done. */
  const settle: Run['settle'] = (operation, error) => {
    if (error === null) {
      lost = 0;
      book(operation, { id: operation.id, outcome: 'done' });
      return true;
    }
    const { code, message } = explain(error);
    book(operation, { id: operation.id, outcome: 'failed', code, message });
    if (isUnreachable(error)) lost += 1;
    else if (!(error instanceof CouchCancelledError)) lost = 0;
    if (lost >= lostInARow || (error instanceof MyCouchError && fatal.has(error.code))) {
      halt('stopped');
    }
    return false;
  };

  return {
    outcomes,
    signal: control.signal,
    halted: () => halted,
    mayGoOn,
    skip,
    settle,
    perform: async (operation, work) => {
      if (halted !== null) return skip(operation, 'halted');
      const refusal = mayGoOn();
      if (refusal !== null) return settle(operation, refusal);
      try {
        await work();
      } catch (error) {
        return settle(operation, error);
      }
      return settle(operation, null);
    },
    end: () => {
      cancelGrace?.();
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

function explain(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof CouchCancelledError) {
    return {
      code: error.code,
      message:
        'It was under way when the run was ended, so whether the server did it is not known.',
    };
  }
  return reportError(error);
}
