import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { bodyOf, passDown } from '../exchange.ts';
import { headersUpstream } from '../headers.ts';
import { isForeign, leavesOf } from './leaves.ts';
import { revisionToRead } from './read-document.ts';
import { askCouch, checkDocumentId, checkWritable, missing, type Scope } from './scope.ts';

/** `GET` and `HEAD` of an attachment of one of the tenant's documents. */
export async function readAttachment(
  scope: Scope,
  id: string,
  attachment: string,
): Promise<FastifyReply> {
  const leaves = (await leavesOf(scope, [id])).get(id) ?? [];
  const rev = await revisionToRead(scope, id, leaves);
  const answer = await askCouch(scope, {
    method: scope.exchange.verb,
    path: [id, attachment],
    query: [['rev', rev]],
    headers: headersUpstream(scope.exchange.request.raw.headers),
  });
  return passDown(scope.exchange, answer);
}

/**
 * `PUT` and `DELETE` of an attachment. The document has to be there, and the revision that it is put on has
 * to be the tenant's: that one goes upstream, so that the new one has the tenant in it too.
 */
export async function writeAttachment(
  scope: Scope,
  id: string,
  attachment: string,
): Promise<FastifyReply> {
  checkDocumentId(id);
  const { exchange } = scope;
  const { request, target, verb } = exchange;
  checkWritable(scope, verb === 'DELETE');
  const leaves = (await leavesOf(scope, [id])).get(id) ?? [];
  const live = leaves.filter(({ own, deleted }) => own && !deleted);
  if (live.length === 0) throw missing();
  if (isForeign(leaves)) throw new GatewayError('conflict');
  const match = request.raw.headers['if-match'];
  const rev = target.query.get('rev') ?? match?.replace(/^"(.*)"$/, '$1');
  if (rev === undefined || !live.some((leaf) => leaf.rev === rev)) {
    throw new GatewayError('conflict');
  }
  const headers = headersUpstream(request.raw.headers);
  // The revision stands in the address.
  delete headers['if-match'];
  const sent = bodyOf(exchange);
  const answer = await askCouch(scope, {
    method: verb,
    path: [id, attachment],
    query: [['rev', rev]],
    headers: { ...headers, ...sent.headers },
    body: sent.body,
  });
  return passDown(exchange, answer);
}
