import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { answerJson } from '../exchange.ts';
import { isRecord, listOf, own, readObject, type JsonObject } from '../json-body.ts';
import { isForeign, leavesOf } from './leaves.ts';
import { askJson, checkDocumentId, checkWritable, tagged, type Scope } from './scope.ts';

interface Refused {
  readonly id: string | null;
  readonly rev?: string;
  readonly error: string;
  readonly reason: string;
}

type Judged =
  | { readonly write: JsonObject; readonly id: string }
  | { readonly refuse: Refused; readonly id: string | null };

/**
 * `_bulk_docs`: each document is looked at by itself, so that one that may not be written keeps no other from
 * being. Where revisions are taken as they are (`new_edits: false`) a document of somebody else is
 * `forbidden`, since replicators go on after that; else it is the conflict that it would be in any case.
 */
export async function bulkDocs(scope: Scope): Promise<FastifyReply> {
  const { exchange } = scope;
  const { services, request } = exchange;
  const body = await readObject(request.raw, services.config.limits.passThroughBytes);
  const docs = listOf(own(body, 'docs'));
  const newEdits = own(body, 'new_edits') ?? true;
  if (docs === null || typeof newEdits !== 'boolean') {
    throw new GatewayError('invalid_request', {
      reason: 'POST body must include `docs` parameter.',
    });
  }
  const first = docs.map((doc) => judge(scope, doc));
  const ids = first.flatMap((one) => ('write' in one ? [one.id] : []));
  const leaves = await leavesOf(scope, ids);
  const judged = first.map((one): Judged => {
    if (!('write' in one) || !isForeign(leaves.get(one.id) ?? [])) return one;
    return { id: one.id, refuse: foreign(one.id, one.write, newEdits) };
  });
  const writes = judged.flatMap((one) => ('write' in one ? [one.write] : []));
  const answer =
    writes.length === 0
      ? { status: 201, body: [] }
      : await askJson(scope, {
          method: 'POST',
          path: ['_bulk_docs'],
          body: { docs: writes, new_edits: newEdits },
        });
  const results = listOf(answer.body);
  if (results === null || answer.status >= 300) {
    return answerJson(exchange, answer.status, answer.body);
  }
  const refused = judged.flatMap((one) => ('refuse' in one ? [one.refuse] : []));
  if (!newEdits) return answerJson(exchange, 201, [...results, ...refused]);
  // In the order of what was sent, as CouchDB answers.
  let at = 0;
  const ordered = judged.map((one): unknown => {
    if ('refuse' in one) return one.refuse;
    at += 1;
    return results[at - 1];
  });
  return answerJson(exchange, 201, ordered);
}

function judge(scope: Scope, doc: unknown): Judged {
  if (!isRecord(doc)) {
    throw new GatewayError('invalid_request', { reason: 'Document must be a JSON object' });
  }
  const named = own(doc, '_id') ?? scope.exchange.services.uuid().replaceAll('-', '');
  try {
    const id = checkDocumentId(named);
    checkWritable(scope, own(doc, '_deleted') === true);
    return { write: tagged(scope, { ...doc, _id: id }), id };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const id = typeof named === 'string' ? named : null;
    const rev = own(doc, '_rev');
    const { error: word } = error.body;
    return {
      id,
      refuse: {
        id,
        ...(typeof rev === 'string' ? { rev } : {}),
        error: word,
        reason: error.message,
      },
    };
  }
}

function foreign(id: string, doc: JsonObject, newEdits: boolean): Refused {
  if (newEdits) return { id, error: 'conflict', reason: 'Document update conflict.' };
  const rev = own(doc, '_rev');
  return {
    id,
    ...(typeof rev === 'string' ? { rev } : {}),
    error: 'forbidden',
    reason: 'This document cannot be written here.',
  };
}
