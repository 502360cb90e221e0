import { Pool, type Dispatcher } from 'undici';
import type { Clock } from '../shared/clock.ts';
import { parseServerAddress } from './address.ts';
import { backOffDelay, type BackOff, pause, retryAfterMilliseconds } from './back-off.ts';
import { ServerGarbageError } from './errors.ts';
import { createKnownAnswers, type KnownAnswers } from './known-answers.ts';
import { cancelledError, isBrokenConnection } from './network-error.ts';
import { createSender, type Answer } from './sender.ts';
import { createSession } from './session.ts';
import { statusError } from './status-error.ts';
import type { CouchCredentials, CouchRequest, CouchResponse, Transport } from './transport.ts';
import { createTransportFetch } from './transport-fetch.ts';

/** Milliseconds. */
export interface TransportTimeouts {
  readonly connect: number;
  /** Until an answer is whole. */
  readonly answer: number;
  /** Of silence in an answer that streams (not for feeds). */
  readonly idle: number;
}

export interface TransportOptions {
  /** As typed; refused with `address-invalid` when it is none, or has credentials in it. */
  readonly url: string;
  /** Null: anonymous. */
  readonly credentials: CouchCredentials | null;
  readonly clock: Clock;
  /** From 0 to below 1; spreads repeats. */
  readonly random: () => number;
  readonly timeouts?: Partial<TransportTimeouts>;
  readonly retries?: Partial<BackOff>;
  /** At most so many connections at once. */
  readonly connections?: number;
  /** In place of an own connection pool; then the caller closes it. */
  readonly dispatcher?: Dispatcher;
}

const defaultTimeouts: TransportTimeouts = { connect: 10_000, answer: 60_000, idle: 60_000 };
const defaultRetries: BackOff = { repeats: 3, first: 250, longest: 10_000 };

/** A transport over HTTP with keep-alive connections; see `Transport` for what it promises. */
export function createTransport(options: TransportOptions): Transport {
  const { clock, random } = options;
  const address = parseServerAddress(options.url);
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const retries = { ...defaultRetries, ...options.retries };
  const dispatcher =
    options.dispatcher ??
    new Pool(address.origin, {
      connections: options.connections ?? 64,
      pipelining: 1,
      connect: { timeout: timeouts.connect },
      keepAliveTimeout: 15_000,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  const sender = createSender(dispatcher, address, clock);
  const known = createKnownAnswers();

  const session = createSession(
    options.credentials,
    async (credentials) => {
      const answer = await sender.send({
        method: 'POST',
        path: '/_session',
        query: '',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ name: credentials.username, password: credentials.password }),
        timeout: timeouts.answer,
        signal: undefined,
      });
      return { status: answer.status, setCookies: answer.setCookies, body: parseOrNull(answer) };
    },
    clock,
  );

  const request = async (wanted: CouchRequest): Promise<CouchResponse> => {
    const path = encodePath(wanted.path);
    const named = { method: wanted.method, path };
    const repeatable =
      wanted.idempotent === true || wanted.method === 'GET' || wanted.method === 'HEAD';
    const text = wanted.body === undefined ? null : JSON.stringify(wanted.body);
    let repeats = 0;
    let renewed = false;
    for (;;) {
      if (wanted.signal?.aborted === true) throw cancelledError(named);
      const cookie =
        wanted.anonymous === true
          ? null
          : (session.current() ?? (await session.cookie(wanted.signal)));
      const refusal = wanted.mayGoOn?.() ?? null;
      if (refusal !== null) throw refusal;
      let answer: Answer;
      try {
        answer = await sender.send({
          ...named,
          query: encodeQuery(wanted.query),
          headers: {
            accept: 'application/json',
            ...(text === null ? {} : { 'content-type': 'application/json' }),
            ...(cookie === null ? {} : { cookie }),
          },
          body: text,
          timeout: wanted.timeout ?? timeouts.answer,
          signal: wanted.signal,
          mayGoOn: wanted.mayGoOn,
        });
      } catch (error) {
        if (!repeatable || !isBrokenConnection(error) || repeats >= retries.repeats) throw error;
        await pause(clock, backOffDelay(retries, repeats, null, random), wanted.signal);
        repeats += 1;
        continue;
      }
      session.learn(answer, cookie);
      if (answer.status === 401 && cookie !== null) {
        if (renewed) session.renewalWasFruitless();
        else if (await session.renew(cookie, wanted.signal)) {
          renewed = true;
          continue;
        }
      }
      if (isSuccess(answer.status) || wanted.accept?.includes(answer.status) === true) {
        return {
          status: answer.status,
          headers: answer.headers,
          body: parse(answer, named, known),
        };
      }
      if (repeats < retries.repeats && mayRepeat(answer.status, repeatable)) {
        const asked = retryAfterMilliseconds(answer.headers.get('retry-after'), clock.now());
        await pause(clock, backOffDelay(retries, repeats, asked, random), wanted.signal);
        repeats += 1;
        continue;
      }
      throw statusError(named, answer.status, parseOrNull(answer));
    }
  };

  return {
    url: address.url,
    request,
    fetch: createTransportFetch({ address, sender, session, idle: timeouts.idle }),
    requests: sender.sent,
    replaceCredentials: session.replace,
    close: async () => {
      if (options.dispatcher === undefined) await dispatcher.destroy();
    },
  };
}

/** 429 and 503 mean "not done, come back"; other 5xx leave open whether it was done. */
function mayRepeat(status: number, repeatable: boolean): boolean {
  if (status === 429 || status === 503) return true;
  return repeatable && (status === 500 || status === 502 || status === 504);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function encodePath(segments: readonly string[]): string {
  return `/${segments.map(encodeSegment).join('/')}`;
}

/** `_design/name` is one id whose slash CouchDB wants as it is. */
function encodeSegment(segment: string): string {
  if (/^[\w-]*$/.test(segment)) return segment;
  const special = /^(_design|_local)\/(.+)$/.exec(segment);
  return special?.[1] !== undefined && special[2] !== undefined
    ? `${special[1]}/${encodeURIComponent(special[2])}`
    : encodeURIComponent(segment);
}

function encodeQuery(query: CouchRequest['query']): string {
  if (query === undefined) return '';
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function parse(
  answer: Answer,
  named: { method: string; path: string },
  known: KnownAnswers,
): unknown {
  if (answer.bytes.length === 0) return null;
  try {
    return known.parse(answer.bytes);
  } catch {
    throw new ServerGarbageError(
      { ...named, status: answer.status, error: 'not JSON', reason: null },
      {
        message: `The server answered ${named.method} ${named.path} with something that is not JSON.`,
        remedy:
          'Check that the address is that of CouchDB itself and that no proxy changes answers.',
      },
    );
  }
}

function parseOrNull(answer: Answer): unknown {
  try {
    return answer.bytes.length === 0 ? null : JSON.parse(answer.bytes.toString('utf8'));
  } catch {
    return null;
  }
}
