import { ConsoleError } from '../../shared/errors.ts';
import type { OperationContext } from './operation-context.ts';

/**
 * Milliseconds that a write without a revision may take, repeats included. A lease must outlive its last
 * check by more than this, since nothing else keeps a late write from undoing a newer one.
 */
const writeLimit = 3500;

/**
 * Sends a write that no revision guards: asks once more whether this run may go on, and gives the write up
 * in time. Whether the server did it is then not known; the next plan sees.
 * @param what as in "when … was written"
 */
export async function withinLease(
  what: string,
  { clock, signal, mayGoOn }: OperationContext,
  send: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const refusal = mayGoOn();
  if (refusal !== null) throw refusal;
  const control = new AbortController();
  const cancel = clock.timer(writeLimit, () => {
    control.abort();
  });
  try {
    await send(AbortSignal.any([signal, control.signal]));
  } catch (error) {
    if (!control.signal.aborted || signal.aborted) throw error;
    throw new ConsoleError(
      'server-timeout',
      `The server did not answer in time when ${what}, so whether it did it is not known.`,
      { remedy: 'Plan again.', cause: error },
    );
  } finally {
    cancel();
  }
}
