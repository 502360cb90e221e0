import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { passDown } from '../exchange.ts';
import { isRecord, jsonParameter, listOf, own, readObject, type JsonObject } from '../json-body.ts';
import { ownFeed } from './changes-lines.ts';
import { leavesOf, ownWinner } from './leaves.ts';
import { ownSelector } from './find.ts';
import { askCouch, isOwn, type Scope } from './scope.ts';

/** Parameters that go upstream as they are. */
const passed = [
  'feed',
  'since',
  'limit',
  'heartbeat',
  'timeout',
  'include_docs',
  'descending',
  'conflicts',
  'attachments',
  'att_encoding_info',
  'seq_interval',
] as const;

/**
 * `_changes` in every kind of feed. CouchDB filters by the tenant, leaf by leaf, so that only what is the
 * tenant's counts for `limit`; deletions have the tenant in them and come through too.
 */
export async function changes(scope: Scope): Promise<FastifyReply> {
  const { exchange } = scope;
  const { request, services, target, verb } = exchange;
  const limit = services.config.limits.passThroughBytes;
  const hasBody =
    verb === 'POST' &&
    request.raw.headers['content-length'] !== '0' &&
    (request.raw.headers['content-length'] ?? request.raw.headers['transfer-encoding']) !==
      undefined;
  const body = hasBody ? await readObject(request.raw, limit) : {};
  const style = target.query.get('style') ?? 'main_only';
  if (style !== 'main_only' && style !== 'all_docs') throw new GatewayError('invalid_request');
  const lastEvent = request.raw.headers['last-event-id'];
  const answer = await askCouch(scope, {
    method: 'POST',
    path: ['_changes'],
    query: [
      ...passed.flatMap((name) => {
        const value = target.query.get(name);
        return value === undefined ? [] : [[name, value] as const];
      }),
      ['style', 'all_docs'],
      ['filter', '_selector'],
    ],
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(typeof lastEvent === 'string' ? { 'last-event-id': lastEvent } : {}),
    },
    body: JSON.stringify({ selector: ownSelector(scope, selectorOf(scope, body)) }),
  });
  if (answer.statusCode !== 200) return passDown(exchange, answer);
  const shown = (row: JsonObject): Promise<JsonObject> =>
    shownRow(scope, row, style === 'main_only');
  return passDown(exchange, answer, (lines) =>
    Readable.from(ownFeed(lines, { limit, shown }), { objectMode: false }),
  );
}

/** What of the tenant's own is wanted; null: everything. Filters of design documents are not run here. */
function selectorOf({ exchange }: Scope, body: JsonObject): JsonObject | null {
  const { query } = exchange.target;
  switch (query.get('filter')) {
    case undefined:
      return null;
    case '_selector': {
      const selector = own(body, 'selector');
      if (!isRecord(selector)) throw new GatewayError('invalid_request');
      return selector;
    }
    case '_doc_ids': {
      const ids = own(body, 'doc_ids') ?? jsonParameter(query, 'doc_ids');
      if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string')) {
        throw new GatewayError('invalid_request', { reason: '“doc_ids” is a list of ids.' });
      }
      return { _id: { $in: ids } };
    }
    default:
      throw new GatewayError('forbidden', {
        reason: 'Of filters, _selector and _doc_ids can be used here.',
      });
  }
}

/** A row with the tenant's leaves alone: CouchDB adds the winner's document, whosever it is. */
async function shownRow(scope: Scope, row: JsonObject, winnerOnly: boolean): Promise<JsonObject> {
  const revs = listOf(own(row, 'changes'));
  if (revs === null) throw new GatewayError('upstream_failed');
  const shown: JsonObject = { ...row, changes: winnerOnly ? revs.slice(0, 1) : revs };
  const doc = own(row, 'doc');
  if (doc === undefined) return shown;
  const id = own(row, 'id');
  const mine = new Set(revs.map((one) => (isRecord(one) ? own(one, 'rev') : undefined)));
  if (isOwn(scope, doc)) {
    const conflicts = own(doc, '_conflicts');
    if (!Array.isArray(conflicts)) return shown;
    return { ...shown, doc: { ...doc, _conflicts: conflicts.filter((rev) => mine.has(rev)) } };
  }
  if (typeof id !== 'string') throw new GatewayError('upstream_failed');
  const winner = ownWinner((await leavesOf(scope, [id])).get(id) ?? []);
  return { ...shown, doc: winner?.document ?? null };
}
