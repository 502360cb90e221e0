import { setMaxListeners } from 'node:events';
import type { Requester } from '../../couch/transport.ts';
import { atMost } from './at-most.ts';

/** More side by side made CouchDB slower, not faster, fewer left it idle (measured on 3.5). */
const requestsAtOnce = 24;

/** What one look at a server reads with. */
export interface Reader {
  readonly requester: Requester;
  readonly limit: <T>(run: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
  /** The practice server has no `_revs_limit`. */
  readonly practice: boolean;
}

export interface Cost {
  readonly requests: number;
  readonly milliseconds: number;
}

/**
 * Runs one look: at most so many requests side by side, counted, and all of them ended as soon as one has
 * failed or the signal says so.
 */
export async function withReader<Result>(
  transport: Requester,
  outer: AbortSignal | undefined,
  look: (reader: Omit<Reader, 'practice'>) => Promise<Result>,
): Promise<{ readonly result: Result; readonly cost: Cost }> {
  const startedAt = performance.now();
  const control = new AbortController();
  setMaxListeners(0, control.signal);
  const onAbort = () => {
    control.abort();
  };
  if (outer?.aborted === true) onAbort();
  outer?.addEventListener('abort', onAbort, { once: true });
  let requests = 0;
  const requester: Requester = {
    request: (request) => {
      requests += 1;
      return transport.request(request);
    },
  };
  try {
    const result = await look({
      requester,
      limit: atMost(requestsAtOnce),
      signal: control.signal,
    });
    const milliseconds = Math.round(performance.now() - startedAt);
    return { result, cost: { requests, milliseconds } };
  } catch (error) {
    control.abort();
    throw error;
  } finally {
    outer?.removeEventListener('abort', onAbort);
  }
}
