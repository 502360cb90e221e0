import type { Dispatcher } from 'undici';
import type { Clock } from '../shared/clock.ts';
import type { MyCouchError } from '../shared/errors.ts';
import type { ServerAddress } from './address.ts';
import { ServerGarbageError } from './errors.ts';
import { EndlessAnswer, exchange } from './exchange.ts';
import { cancelledError, networkError, timeoutError } from './network-error.ts';
import { onAbort } from './on-abort.ts';
import type { Method } from './transport.ts';

export interface Sending {
  readonly method: Method;
  /** Below the server's address, encoded. */
  readonly path: string;
  /** Empty or `?…`. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Milliseconds until the answer must be whole. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  /** Asked right before it goes out; an error is thrown instead of sending it. */
  readonly mayGoOn?: (() => MyCouchError | null) | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly setCookies: readonly string[];
  readonly bytes: Buffer;
}

export interface Streaming {
  readonly method: Method;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  /** Milliseconds of silence that end it; 0 means never. */
  readonly silence: number;
  readonly signal: AbortSignal | undefined;
}

export interface Sender {
  /** One request, its answer whole. Throws a CouchError when there is none, whatever its status. */
  readonly send: (sending: Sending) => Promise<Answer>;
  /** One request whose answer streams. Throws what the HTTP client throws. */
  readonly stream: (streaming: Streaming) => Promise<Dispatcher.ResponseData>;
  readonly sent: () => number;
}

/** Sends single requests over a pool: no session, no repeats, no redirects. */
export function createSender(dispatcher: Dispatcher, address: ServerAddress, clock: Clock): Sender {
  let sent = 0;

  const send = (sending: Sending): Promise<Answer> => {
    const { method, path, signal } = sending;
    return new Promise((resolve, reject) => {
      if (isAborted(signal)) {
        reject(cancelledError({ method, path }));
        return;
      }
      let late = false;
      let refusal: MyCouchError | null = null;
      const over = { ended: false };
      let cancelTimer = ignore;
      let stopListening = ignore;
      const end = () => {
        over.ended = true;
        cancelTimer();
        stopListening();
      };
      sent += 1;
      const abort = exchange(
        dispatcher,
        {
          origin: address.origin,
          path: `${address.prefix}${path}${sending.query}`,
          method,
          headers: sending.headers,
          body: sending.body,
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        {
          ask: () => (refusal = sending.mayGoOn?.() ?? null),
          answered: ({ status, headers, bytes }) => {
            end();
            resolve({ status, ...readHeaders(headers), bytes });
          },
          failed: (error) => {
            end();
            if (refusal !== null) reject(refusal);
            else if (late) reject(timeoutError({ method, path }));
            else if (isAborted(signal)) reject(cancelledError({ method, path }));
            else if (error instanceof EndlessAnswer) {
              reject(endless({ method, path, status: error.status }));
            } else reject(networkError({ method, path }, error));
          },
        },
      );
      // A pool that is closed says so at once.
      if (over.ended) return;
      cancelTimer = clock.timer(sending.timeout, () => {
        late = true;
        abort();
      });
      if (signal !== undefined) stopListening = onAbort(signal, abort);
    });
  };

  const stream = (streaming: Streaming): Promise<Dispatcher.ResponseData> => {
    sent += 1;
    return dispatcher.request({
      origin: address.origin,
      path: `${address.prefix}${streaming.path}${streaming.query}`,
      method: streaming.method,
      headers: streaming.headers,
      body: streaming.body,
      ...(streaming.signal === undefined ? {} : { signal: streaming.signal }),
      headersTimeout: streaming.silence,
      bodyTimeout: streaming.silence,
    });
  };

  return { send, stream, sent: () => sent };
}

function ignore(): void {
  // Nothing to end yet.
}

/** A call, since the value changes between two looks at it. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Header names in lower case; several values joined, cookies apart. */
export function readHeaders(raw: Dispatcher.ResponseData['headers']): {
  headers: ReadonlyMap<string, string>;
  setCookies: readonly string[];
} {
  const headers = new Map<string, string>();
  let setCookies: readonly string[] = [];
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined) continue;
    if (name === 'set-cookie') setCookies = typeof value === 'string' ? [value] : value;
    else headers.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return { headers, setCookies };
}

function endless(request: { method: string; path: string; status: number }): ServerGarbageError {
  return new ServerGarbageError(
    { ...request, error: 'too large', reason: null },
    {
      message: `The server answered ${request.method} ${request.path} without end.`,
      remedy: 'Check that the address is that of CouchDB itself.',
    },
  );
}
