import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { readDestination, destinationHeader } from '../destination.ts';
import { answerJson, passDown } from '../exchange.ts';
import { flag, own, readObject, type JsonObject } from '../json-body.ts';
import { isForeign, leavesOf, ownWinner } from './leaves.ts';
import { readMultipart } from './multipart.ts';
import { revisionToRead } from './read-document.ts';
import {
  askCouch,
  askJson,
  checkDocumentId,
  checkWritable,
  missing,
  tagged,
  type Scope,
} from './scope.ts';

/** Parameters of a write that go upstream. */
function writeParameters({ exchange }: Scope): readonly (readonly [string, string])[] {
  return ['rev', 'new_edits'].flatMap((name) => {
    const value = exchange.target.query.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

function conditions({ exchange }: Scope): Record<string, string> {
  const match = exchange.request.raw.headers['if-match'];
  return match === undefined ? {} : { 'if-match': match };
}

/** Error: GatewayError `conflict`, or `forbidden` for a replicator, which would end at a conflict. */
async function checkTarget(scope: Scope, id: string): Promise<void> {
  const leaves = (await leavesOf(scope, [id])).get(id) ?? [];
  if (!isForeign(leaves)) return;
  throw flag(scope.exchange.target.query, 'new_edits', true)
    ? new GatewayError('conflict')
    : new GatewayError('forbidden', { reason: 'This document cannot be written here.' });
}

/** `PUT` of a document: JSON, or multipart with its attachments. */
export async function putDocument(scope: Scope, id: string): Promise<FastifyReply> {
  checkDocumentId(id);
  const { raw } = scope.exchange.request;
  const limit = scope.exchange.services.config.limits.passThroughBytes;
  const prepared = (document: JsonObject): JsonObject => {
    const named = own(document, '_id');
    if (named !== undefined && named !== id) {
      throw new GatewayError('invalid_request', { reason: 'The document has another id.' });
    }
    checkWritable(scope, own(document, '_deleted') === true);
    return tagged(scope, document);
  };
  const type = raw.headers['content-type'] ?? '';
  if (/^multipart\/related/i.test(type)) {
    const { headers, body } = await readMultipart(raw, limit, prepared);
    await checkTarget(scope, id);
    const answer = await askCouch(scope, {
      method: 'PUT',
      path: [id],
      query: writeParameters(scope),
      headers: { ...conditions(scope), ...headers },
      body,
    });
    return passDown(scope.exchange, answer);
  }
  const document = prepared(await readObject(raw, limit));
  await checkTarget(scope, id);
  return write(scope, id, document);
}

async function write(scope: Scope, id: string, document: JsonObject): Promise<FastifyReply> {
  const answer = await askCouch(scope, {
    method: 'PUT',
    path: [id],
    query: writeParameters(scope),
    headers: { ...conditions(scope), 'content-type': 'application/json' },
    body: JSON.stringify(document),
  });
  return passDown(scope.exchange, answer);
}

/** `POST` to the database: a document with or without an id. */
export async function postDocument(scope: Scope): Promise<FastifyReply> {
  const { services, request } = scope.exchange;
  const document = await readObject(request.raw, services.config.limits.passThroughBytes);
  const id = own(document, '_id') ?? services.uuid().replaceAll('-', '');
  const checked = checkDocumentId(id);
  checkWritable(scope, own(document, '_deleted') === true);
  const ready = tagged(scope, { ...document, _id: checked });
  await checkTarget(scope, checked);
  return write(scope, checked, ready);
}

/** `DELETE` of a document: a tombstone that has the tenant in it, so that it is told to nobody else. */
export async function deleteDocument(scope: Scope, id: string): Promise<FastifyReply> {
  checkDocumentId(id);
  checkWritable(scope, true);
  const leaves = (await leavesOf(scope, [id])).get(id) ?? [];
  const winner = ownWinner(leaves);
  if (winner === null || isForeign(leaves)) throw missing();
  if (winner.deleted) throw missing('deleted');
  const { exchange } = scope;
  const match = exchange.request.raw.headers['if-match'];
  const rev = exchange.target.query.get('rev') ?? match?.replace(/^"(.*)"$/, '$1');
  if (rev === undefined) throw new GatewayError('conflict');
  const { status, body } = await askJson(scope, {
    method: 'PUT',
    path: [id],
    body: { _id: id, _rev: rev, _deleted: true, [scope.shared.tenantField]: scope.tenantId },
  });
  return answerJson(exchange, status === 201 ? 200 : status, body);
}

/** `COPY` of a document to another one of the same tenant. */
export async function copyDocument(scope: Scope, id: string): Promise<FastifyReply> {
  checkDocumentId(id);
  checkWritable(scope, false);
  const { exchange } = scope;
  const destination = readDestination(exchange.request.raw.headers['destination']);
  const leaves = await leavesOf(scope, [id, destination.id]);
  const rev = await revisionToRead(scope, id, leaves.get(id) ?? []);
  if (isForeign(leaves.get(destination.id) ?? [])) throw new GatewayError('conflict');
  const answer = await askCouch(scope, {
    method: 'COPY',
    path: [id],
    query: [['rev', rev]],
    headers: { destination: destinationHeader(destination) },
  });
  return passDown(exchange, answer);
}
