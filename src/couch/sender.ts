import type { Dispatcher } from 'undici';
import type { Clock } from '../shared/clock.ts';
import type { ServerAddress } from './address.ts';
import { ServerGarbageError } from './errors.ts';
import { cancelledError, networkError, timeoutError } from './network-error.ts';
import type { Method } from './transport.ts';

/** An answer larger than this is given up; nothing that we ask for comes near. */
const answerLimit = 256 * 1024 * 1024;

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
}

export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly setCookies: readonly string[];
  readonly text: string;
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

  const send = async (sending: Sending): Promise<Answer> => {
    const { method, path, signal } = sending;
    if (isAborted(signal)) throw cancelledError({ method, path });
    // One controller a request: AbortSignal.any would keep a long-lived signal's listeners.
    const control = new AbortController();
    const timer = { late: false };
    const onAbort = () => {
      control.abort();
    };
    const cancelTimer = clock.timer(sending.timeout, () => {
      timer.late = true;
      control.abort();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    sent += 1;
    try {
      const answer = await dispatcher.request({
        origin: address.origin,
        path: `${address.prefix}${path}${sending.query}`,
        method,
        headers: sending.headers,
        body: sending.body,
        signal: control.signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      const text = await readText(answer.body, { method, path, status: answer.statusCode });
      return { status: answer.statusCode, ...readHeaders(answer.headers), text };
    } catch (error) {
      if (timer.late) throw timeoutError({ method, path });
      if (isAborted(signal)) throw cancelledError({ method, path });
      if (error instanceof ServerGarbageError) throw error;
      throw networkError({ method, path }, error);
    } finally {
      cancelTimer();
      signal?.removeEventListener('abort', onAbort);
    }
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

async function readText(
  body: AsyncIterable<unknown>,
  request: { method: string; path: string; status: number },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    size += chunk.length;
    if (size > answerLimit) {
      throw new ServerGarbageError(
        { ...request, error: 'too large', reason: null },
        {
          message: `The server answered ${request.method} ${request.path} without end.`,
          remedy: 'Check that the address is that of CouchDB itself.',
        },
      );
    }
  }
  const only = chunks.length === 1 ? chunks[0] : undefined;
  return new TextDecoder().decode(only ?? Buffer.concat(chunks));
}
