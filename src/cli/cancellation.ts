import { ConsoleError } from '../shared/errors.ts';

/** Turns the signal of the process into an end of the command. */
export interface Cancellation {
  readonly onCancel: (cancel: () => void) => () => void;
  /** The work's own answer, or the error `cancelled` once the signal fired with nobody to end it well. */
  readonly orCancelled: <T>(work: Promise<T>) => Promise<T>;
}

/** While somebody listens with `onCancel`, ending is theirs; otherwise waiting for the work is given up. */
export function followCancellation(signal: AbortSignal): Cancellation {
  const handlers = new Set<() => void>();
  return {
    onCancel: (cancel) => {
      handlers.add(cancel);
      if (signal.aborted) cancel();
      return () => handlers.delete(cancel);
    },
    orCancelled: async (work) => {
      let stop: () => void = () => undefined;
      const cancelled = new Promise<never>((_resolve, reject) => {
        const cancel = (): void => {
          if (handlers.size > 0) for (const handler of handlers) handler();
          else reject(new ConsoleError('cancelled', 'The command was cancelled.'));
        };
        stop = () => {
          signal.removeEventListener('abort', cancel);
        };
        if (signal.aborted) cancel();
        else signal.addEventListener('abort', cancel);
      });
      try {
        return await Promise.race([work, cancelled]);
      } finally {
        stop();
      }
    },
  };
}
