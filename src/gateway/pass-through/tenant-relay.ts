import type { FastifyReply } from 'fastify';
import { GatewayError } from '../errors.ts';
import type { DatabasePlace } from './classify.ts';
import { bodyOf, passDown, type Exchange } from './exchange.ts';
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
  const { caller, couch, request, target, verb, signal, feed } = exchange;
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
  const answer = await couch.ask({
    method: verb,
    path: `${writePath(target.path)}${writeQuery(target.query)}`,
    headers: { ...headers, ...sent?.headers, authorization: `Bearer ${caller.token}` },
    body: sent?.body ?? null,
    signal,
    feed,
  });
  return passDown(exchange, answer);
}
