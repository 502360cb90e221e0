import type { FastifyReply } from 'fastify';
import { GatewayError } from '../errors.ts';
import type { DatabasePlace } from './classify.ts';
import type { CouchAsk } from './couch.ts';
import { bodyOf, headersOf, passDown, type Exchange } from './exchange.ts';
import { destinationHeader, readDestination } from './destination.ts';
import { headersUpstream } from './headers.ts';
import { writePath, writeQuery } from './target.ts';

/** Of a local document that somebody writes who may only read: a checkpoint is far smaller. */
const checkpointBytes = 65_536;

/**
 * Passes a request on to a database of the caller's tenant, with the caller's own token: CouchDB decides once
 * more. Bodies stream both ways.
 */
export async function relayToTenant(
  exchange: Exchange,
  place: DatabasePlace,
): Promise<FastifyReply> {
  const { caller, couch, request, target, verb, ending, feed } = exchange;
  const headers = headersUpstream(request.raw.headers);
  if (place.endpoint === '_local/{id}' && caller.access === 'read') {
    const length = request.raw.headers['content-length'];
    if (verb === 'PUT' && (length === undefined || Number(length) > checkpointBytes)) {
      throw new GatewayError('too_large');
    }
  }
  if (verb === 'COPY') {
    headers['destination'] = destinationHeader(readDestination(request.raw.headers['destination']));
  }
  const sent = verb === 'GET' || verb === 'HEAD' ? null : bodyOf(exchange);
  const ask = {
    method: verb,
    path: `${writePath(target.path)}${writeQuery(target.query)}`,
    headers: { ...headers, ...sent?.headers, authorization: `Bearer ${caller.token}` },
    body: sent?.body ?? null,
  };
  return feed
    ? passDown(exchange, await couch.ask({ ...ask, signal: ending.signal(), feed }))
    : relay(exchange, ask);
}

/** As `passDown`, straight onto the connection: a third of the time that passing on takes is streams otherwise. */
async function relay(
  exchange: Exchange,
  ask: Omit<CouchAsk, 'signal' | 'feed'>,
): Promise<FastifyReply> {
  const { couch, reply, ending, always } = exchange;
  const { raw } = reply;
  try {
    await couch.relay(
      { ...ask, ending },
      {
        head: (status, told) => {
          const headers: Record<string, number | string | string[]> = { ...always };
          // What was decided about this request before, as for a page of another origin.
          for (const [name, value] of Object.entries(reply.getHeaders())) {
            if (value !== undefined) headers[name] = value;
          }
          raw.writeHead(status, Object.assign(headers, headersOf(exchange, told)));
          // Only now: were the head refused, the refusal would still be Fastify's to send.
          reply.hijack();
        },
        data: (chunk, flow) => {
          if (raw.write(chunk)) return;
          flow.pause();
          raw.once('drain', () => {
            flow.resume();
          });
        },
        end: () => {
          raw.end();
        },
      },
    );
  } catch (error) {
    if (!raw.headersSent) throw error;
    // Half an answer; only a connection that breaks says so.
    raw.destroy();
  }
  return reply;
}
