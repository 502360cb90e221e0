import type { Requester } from '../../couch/transport.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError, type MyCouchError } from '../../shared/errors.ts';

/** What carrying out an operation needs. */
export interface OperationContext {
  readonly transport: Requester;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Databases that this run made itself, with nobody in them yet but administrators. */
  readonly created: Set<string>;
  /** Null while this run may change the server; else why not. */
  readonly mayGoOn: () => MyCouchError | null;
}

export function stale(message: string): ConsoleError<'plan-stale'> {
  return new ConsoleError('plan-stale', message, { remedy: 'Plan again.' });
}
