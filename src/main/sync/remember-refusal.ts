import type { AnyCouchError } from '../../couch/errors.ts';
import { statusError } from '../../couch/status-error.ts';

/** What CouchDB answers in the ordinary course of a replication: no checkpoint yet, or an edit that lost. */
const ordinary: ReadonlySet<number> = new Set([404, 409, 412]);

export interface RememberingFetch {
  readonly fetch: typeof globalThis.fetch;
  /** The last refusal there was, or null. */
  readonly refusal: () => AnyCouchError | null;
}

/**
 * A `fetch` that keeps the last refusal of the server. PouchDB keeps little of what went wrong, and asking
 * the server again afterwards finds nothing where only writing fails, as on a full disk.
 */
export function rememberRefusal(fetch: typeof globalThis.fetch): RememberingFetch {
  let last: AnyCouchError | null = null;
  return {
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      if (answer.status >= 400 && !ordinary.has(answer.status)) {
        const text = await answer.clone().text();
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        const request = { method: init?.method ?? 'GET', path: pathname };
        last = statusError(request, answer.status, jsonOrNull(text));
      }
      return answer;
    },
    refusal: () => last,
  };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
