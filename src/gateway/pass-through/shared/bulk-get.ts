import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { flag, isRecord, listOf, own, readObject } from '../json-body.ts';
import { askJson, isOwn, type Scope } from './scope.ts';

/** Documents that are asked for at once; with attachments each may be large. */
const batch = 100;
const batchWithAttachments = 5;

/**
 * `_bulk_get`, always as JSON: revisions of other tenants are not there. The answer is made of several of
 * CouchDB's, so that it never has to be in memory whole.
 */
export async function bulkGet(scope: Scope): Promise<FastifyReply> {
  const { reply, request, services, target } = scope.exchange;
  const body = await readObject(request.raw, services.config.limits.passThroughBytes);
  const docs = listOf(own(body, 'docs'));
  if (docs === null) {
    throw new GatewayError('invalid_request', { reason: 'Missing JSON list of `docs`' });
  }
  const asked = docs.map(readAsked);
  const attachments = flag(target.query, 'attachments');
  const query = ['revs', 'latest', 'attachments'].flatMap((name) =>
    flag(target.query, name) ? [[name, 'true'] as const] : [],
  );
  const size = attachments ? batchWithAttachments : batch;
  const answer = async (start: number): Promise<readonly unknown[]> => {
    const part = asked.slice(start, start + size);
    if (part.length === 0) return [];
    const got = await askJson(scope, {
      method: 'POST',
      path: ['_bulk_get'],
      query,
      body: { docs: part },
    });
    const results = isRecord(got.body) ? listOf(own(got.body, 'results')) : null;
    if (got.status !== 200 || results === null) throw new GatewayError('upstream_failed');
    return results.map((result) => shown(scope, result));
  };
  // The first part before the answer begins, so that what goes wrong can still be told.
  const first = await answer(0);
  reply.code(200).header('content-type', 'application/json');
  return reply.send(Readable.from(written(first, asked.length, size, answer)));
}

async function* written(
  first: readonly unknown[],
  total: number,
  size: number,
  answer: (start: number) => Promise<readonly unknown[]>,
): AsyncGenerator<string> {
  yield `{"results":[${first.map((one) => JSON.stringify(one)).join(',\n')}`;
  for (let start = size; start < total; start += size) {
    const more = await answer(start);
    yield more.map((one) => `,\n${JSON.stringify(one)}`).join('');
  }
  yield ']}\n';
}

function readAsked(entry: unknown): unknown {
  const id = isRecord(entry) ? own(entry, 'id') : undefined;
  if (!isRecord(entry) || typeof id !== 'string' || id === '') {
    throw new GatewayError('invalid_request', { reason: 'Each of `docs` has an id' });
  }
  const [rev, since] = [own(entry, 'rev'), own(entry, 'atts_since')];
  return {
    id,
    ...(rev === undefined ? {} : { rev }),
    ...(since === undefined ? {} : { atts_since: since }),
  };
}

/** A result as the tenant sees it; as CouchDB writes it where nothing is there. */
function shown(scope: Scope, result: unknown): unknown {
  const id = isRecord(result) ? own(result, 'id') : undefined;
  const docs = isRecord(result) ? listOf(own(result, 'docs')) : null;
  if (typeof id !== 'string' || docs === null) throw new GatewayError('upstream_failed');
  const hidden = new Set<string>();
  const entries = docs.flatMap((entry): unknown[] => {
    if (!isRecord(entry)) return [];
    const document = own(entry, 'ok');
    // Local documents of every tenant are in one place; they are read one by one.
    if (document === undefined) return id.startsWith('_') ? [] : [entry];
    if (!id.startsWith('_') && isOwn(scope, document)) return [entry];
    const rev = isRecord(document) ? own(document, '_rev') : undefined;
    hidden.add(typeof rev === 'string' ? rev : 'undefined');
    return [];
  });
  if (entries.length > 0) return { id, docs: entries };
  const [rev = 'undefined'] = hidden;
  return { id, docs: [{ error: { id, rev, error: 'not_found', reason: 'missing' } }] };
}
