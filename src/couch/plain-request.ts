import { Agent, request, type Dispatcher } from 'undici';
import { networkError } from './network-error.ts';

/** A request to a service beside CouchDB, a gateway say. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST';
  /** Whole, and looked at already: nothing is checked here. */
  readonly url: string;
  /** Goes as `Authorization: Bearer …` and nowhere else. */
  readonly bearer: string;
}

export interface PlainAnswer {
  readonly status: number;
  readonly text: string;
}

/** One request and its whole answer. Errors: those of the connection, which name no header and no query. */
export type PlainAsk = (asked: PlainRequest) => Promise<PlainAnswer>;

/** Milliseconds. */
const timeout = 10_000;
/** Bytes; nothing that is asked for comes near. */
const answerLimit = 1_000_000;

/** Asks over HTTP. Redirects are not followed, so that a credential goes to the address that was named and no further. */
export async function withPlainAsk<Result>(
  use: (ask: PlainAsk) => Promise<Result>,
  given?: Dispatcher,
): Promise<Result> {
  const dispatcher =
    given ??
    new Agent({
      connections: 4,
      connect: { timeout },
      headersTimeout: timeout,
      bodyTimeout: timeout,
      maxResponseSize: answerLimit,
    });
  try {
    return await use(async ({ method, url, bearer }) => {
      try {
        const { statusCode, body } = await request(url, {
          method,
          dispatcher,
          headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
          signal: AbortSignal.timeout(2 * timeout),
        });
        return { status: statusCode, text: await body.text() };
      } catch (error) {
        throw networkError({ method, path: new URL(url).pathname }, error);
      }
    });
  } finally {
    if (given === undefined) await dispatcher.destroy();
  }
}
