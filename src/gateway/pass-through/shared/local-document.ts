import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { answerJson, type Exchange } from '../exchange.ts';
import { isRecord, own, readObject } from '../json-body.ts';
import { askJson, type Scope } from './scope.ts';

/** A checkpoint is far smaller. */
const longestLocal = 65_536;

/** `_local/` documents: each tenant's are under a name of their own, which begins with the tenant's id. */
export async function localDocument(scope: Scope, id: string): Promise<FastifyReply> {
  const { exchange, tenantId } = scope;
  const { request, target, verb } = exchange;
  const name = id.slice('_local/'.length);
  const path = ['_local', `mycouch-${tenantId}-${name}`];
  const rev = target.query.get('rev');
  const query = rev === undefined ? [] : [['rev', rev] as const];
  if (verb !== 'PUT') {
    const { status, body } = await askJson(scope, {
      method: verb === 'DELETE' ? 'DELETE' : 'GET',
      path,
      query,
    });
    return answerAs(exchange, status, body, id);
  }
  const document = await readObject(request.raw, longestLocal);
  if (own(document, '_attachments') !== undefined) throw new GatewayError('invalid_request');
  const { status, body } = await askJson(scope, {
    method: 'PUT',
    path,
    query,
    body: { ...document, _id: `_local/mycouch-${tenantId}-${name}` },
  });
  return answerAs(exchange, status, body, id);
}

function answerAs(exchange: Exchange, status: number, body: unknown, id: string): FastifyReply {
  if (!isRecord(body)) return answerJson(exchange, status, body);
  const renamed = Object.fromEntries(
    Object.entries(body).map(([field, value]) =>
      field === '_id' || field === 'id' ? [field, id] : [field, value],
    ),
  );
  return answerJson(exchange, status, renamed);
}
