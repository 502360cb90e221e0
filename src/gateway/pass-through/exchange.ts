import { Transform, type Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import { GatewayError } from '../errors.ts';
import type { GatewayServices } from '../services.ts';
import type { Couch, CouchAnswer } from './couch.ts';
import { endedNeatly } from './ended-neatly.ts';
import { createEnding, type Ending } from './ending.ts';
import { headersDown } from './headers.ts';
import type { OpenExchanges } from './open-exchanges.ts';
import type { Target } from './target.ts';
import type { Verb } from './endpoints.ts';

/** One request of somebody who was let in, with what serves it. */
export interface Exchange {
  readonly services: GatewayServices;
  readonly couch: Couch;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly verb: Verb;
  readonly target: Target;
  /** Headers that every answer has. */
  readonly always: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** Over when the client is gone, the caller is let in no more, or the gateway ends. */
  readonly ending: Ending;
  /** True where the answer stays open and ends without an end of its own. */
  readonly endless: boolean;
  readonly feed: boolean;
}

/** Feeds whose answer is lines without an end; `live` is another name. */
const endlessFeeds: ReadonlySet<string> = new Set(['continuous', 'eventsource', 'live']);

export function beginExchange(
  parts: Omit<Exchange, 'ending' | 'endless' | 'feed'> & { readonly open: OpenExchanges },
): Exchange {
  const { open, ...rest } = parts;
  const { caller, reply, target, services } = rest;
  const kind = target.query.get('feed') ?? 'normal';
  const endless = target.path[1] === '_changes' && endlessFeeds.has(kind);
  const feed = endless || (target.path[1] === '_changes' && kind === 'longpoll');
  if (services.ending.aborted) throw new GatewayError('upstream_unreachable');
  const { ending, end } = createEnding();
  const release = open.add(caller, feed, end);
  reply.raw.once('close', () => {
    release();
    if (!reply.raw.writableFinished) end();
  });
  return { ...rest, ending, endless, feed };
}

/** The body of the request, cut off where it is longer than may be passed on. */
export function bodyOf({ request, services }: Exchange): {
  readonly body: Readable | null;
  readonly headers: Record<string, string>;
} {
  const { raw } = request;
  const limit = services.config.limits.passThroughBytes;
  const told = raw.headers['content-length'];
  if (told !== undefined) {
    if (Number(told) > limit) throw new GatewayError('too_large');
    return { body: Number(told) === 0 ? null : raw, headers: { 'content-length': told } };
  }
  if (raw.headers['transfer-encoding'] === undefined) return { body: null, headers: {} };
  let length = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      length += chunk.length;
      done(length > limit ? new GatewayError('too_large') : null, chunk);
    },
  });
  raw.once('error', (error) => counted.destroy(error));
  return { body: raw.pipe(counted), headers: {} };
}

/**
 * Answers with what CouchDB answers, as it comes. `through`: what its body goes through; the length that
 * CouchDB told holds no more then.
 */
export async function passDown(
  exchange: Exchange,
  answer: CouchAnswer,
  through: ((body: Readable) => Readable) | null = null,
): Promise<FastifyReply> {
  const { reply, verb, endless, feed, ending } = exchange;
  const headers = headersOf(exchange, answer.headers);
  if (through !== null) delete headers['content-length'];
  reply.code(answer.statusCode).headers(headers);
  if (verb === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304) {
    await answer.body.dump();
    return reply.send();
  }
  const body = through === null ? answer.body : through(answer.body);
  if (!feed) return reply.send(body);
  const since = endless ? null : (exchange.target.query.get('since') ?? '0');
  return reply.send(endedNeatly(body, { signal: ending.signal(), endless, since }));
}

/** What of CouchDB's headers the client is told. */
export function headersOf(
  { services }: Pick<Exchange, 'services'>,
  told: CouchAnswer['headers'],
): Record<string, string> {
  return headersDown(told, {
    upstream: services.upstream.address,
    gateway: services.config.url,
  });
}

/** Answers with JSON of our own, in one line as CouchDB does. */
export function answerJson(
  { reply, verb }: Pick<Exchange, 'reply' | 'verb'>,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): FastifyReply {
  const text = `${JSON.stringify(body)}\n`;
  reply
    .code(status)
    .headers(headers)
    .header('content-type', 'application/json')
    .header('content-length', String(Buffer.byteLength(text)));
  return verb === 'HEAD' ? reply.send() : reply.send(text);
}
