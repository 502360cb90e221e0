import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { ServerAddress } from './address.ts';
import { networkError } from './network-error.ts';
import { readHeaders, type Sender } from './sender.ts';
import type { Session } from './session.ts';
import type { Method } from './transport.ts';

const methods = new Map<string, Method>([
  ['GET', 'GET'],
  ['HEAD', 'HEAD'],
  ['PUT', 'PUT'],
  ['POST', 'POST'],
  ['DELETE', 'DELETE'],
  ['COPY', 'COPY'],
]);

/** How much longer than its heartbeat a feed may be silent before its connection counts as dead. */
const heartbeatsMissed = 3;
const shortestFeedSilence = 30_000;

/**
 * The `fetch` that PouchDB replicates with. It has the transport's session and connections, sends nothing
 * to any other server, follows no redirect, repeats a request once after a 401, and leaves every other
 * repeat to the replication. Answers stream; aborting the signal ends them.
 */
export function createTransportFetch(parts: {
  readonly address: ServerAddress;
  readonly sender: Sender;
  readonly session: Session;
  /** Milliseconds of silence that end an answer which is no feed. */
  readonly idle: number;
}): typeof globalThis.fetch {
  const { address, sender, session } = parts;
  return async (input, init) => {
    const wanted = new Request(input, sameInit(init));
    const signal = init?.signal ?? wanted.signal;
    const url = new URL(wanted.url);
    const inside = url.pathname === address.prefix || url.pathname.startsWith(`${address.prefix}/`);
    if (url.origin !== address.origin || !inside || url.username !== '') {
      throw new TypeError('This address is not on the connected server.');
    }
    const method = methods.get(wanted.method);
    if (method === undefined) throw new TypeError(`Method ${wanted.method} is not supported.`);
    const path = url.pathname.slice(address.prefix.length);
    const body = wanted.body === null ? null : new Uint8Array(await wanted.arrayBuffer());
    const headers: Record<string, string> = {};
    for (const [name, value] of wanted.headers) {
      if (name !== 'cookie' && name !== 'authorization') headers[name] = value;
    }

    const once = async (): Promise<{ answer: Dispatcher.ResponseData; cookie: string | null }> => {
      const cookie = await session.cookie(signal);
      try {
        const answer = await sender.stream({
          method,
          path,
          query: url.search,
          headers: cookie === null ? headers : { ...headers, cookie },
          body,
          silence: silenceOf(url, parts.idle),
          signal,
        });
        return { answer, cookie };
      } catch (error) {
        if (signal.aborted) throw new DOMException('Aborted', 'AbortError');
        throw networkError({ method, path }, error);
      }
    };

    let { answer, cookie } = await once();
    if (answer.statusCode === 401 && cookie !== null) {
      // The body stays readable until it is known that there will be a repeat.
      if (await session.renew(cookie, signal)) {
        await answer.body.dump();
        ({ answer, cookie } = await once());
        if (answer.statusCode === 401) session.renewalWasFruitless();
      }
    }
    const { headers: answered, setCookies } = readHeaders(answer.headers);
    session.learn({ status: answer.statusCode, setCookies }, cookie);
    const empty = method === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304;
    if (empty) await answer.body.dump();
    const stream: unknown = empty ? null : Readable.toWeb(answer.body);
    return new PouchResponse(isStream(stream) ? stream : null, {
      status: answer.statusCode,
      headers: [...answered],
    });
  };
}

/** The same stream by the name that a body has to have, whichever library's types are in force. */
function isStream(value: unknown): value is ReadableStream<Uint8Array> {
  return typeof value === 'object' && value !== null && 'getReader' in value;
}

/**
 * PouchDB on Node reads attachments with `buffer()`, as older fetch libraries had it; from a plain Response
 * it takes a Blob and fails on it outside any promise, which would end the process.
 */
class PouchResponse extends Response {
  async buffer(): Promise<Buffer> {
    return Buffer.from(await this.arrayBuffer());
  }
}

function silenceOf(url: URL, idle: number): number {
  const feed = url.searchParams.get('feed');
  if (feed !== 'continuous' && feed !== 'longpoll' && feed !== 'eventsource') return idle;
  const heartbeat = Number(url.searchParams.get('heartbeat') ?? '0');
  return Number.isFinite(heartbeat) && heartbeat > 0
    ? Math.max(shortestFeedSilence, heartbeat * heartbeatsMissed)
    : 0;
}

/**
 * PouchDB hands over options that a `Request` does not take (`credentials` needs none, `timeout` is unknown).
 * A signal is not among them: that of a request is deaf as soon as the request is garbage, and by then its
 * answer may still stream.
 */
function sameInit(init: RequestInit | undefined): RequestInit {
  const { method, headers, body } = init ?? {};
  return {
    ...(method === undefined ? {} : { method }),
    ...(headers === undefined ? {} : { headers: new Headers(headers) }),
    ...(body === undefined ? {} : { body }),
  };
}
