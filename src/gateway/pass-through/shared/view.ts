import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { answerJson } from '../exchange.ts';
import { isRecord, jsonParameter, listOf, own, readObject } from '../json-body.ts';
import type { DatabasePlace } from '../classify.ts';
import { askJson, isOwn, type Scope } from './scope.ts';

/** Parameters that go upstream as they are; keys and ranges are looked at. */
const passed = new Set([
  'descending',
  'inclusive_end',
  'limit',
  'skip',
  'reduce',
  'group',
  'group_level',
  'include_docs',
  'startkey_docid',
  'endkey_docid',
  'stable',
  'update',
  'stale',
  'sorted',
]);
const keyed = ['key', 'keys', 'startkey', 'endkey'] as const;

/**
 * A view that is declared as keyed by tenant: its keys are lists that begin with the tenant's id, and nobody
 * gets at keys of another one. Without a range it is the tenant's whole part.
 */
export async function queryView(scope: Scope, place: DatabasePlace): Promise<FastifyReply> {
  const { exchange, shared, tenantId } = scope;
  const { query } = exchange.target;
  const design = place.document?.slice('_design/'.length) ?? '';
  const view = place.view ?? '';
  if (!shared.views.includes(`${design}/${view}`)) throw new GatewayError('forbidden');
  const body =
    exchange.verb === 'POST'
      ? await readObject(exchange.request.raw, exchange.services.config.limits.passThroughBytes)
      : {};
  const wanted = new Map<string, unknown>();
  for (const [name, value] of query) {
    if (!passed.has(name) && !keyed.some((one) => one === name)) throw unusable(name);
    wanted.set(name, keyed.some((one) => one === name) ? jsonParameter(query, name) : plain(value));
  }
  for (const [name, value] of Object.entries(body)) {
    const known = name === 'start_key' ? 'startkey' : name === 'end_key' ? 'endkey' : name;
    if ((!passed.has(known) && !keyed.some((one) => one === known)) || wanted.has(known)) {
      throw unusable(name);
    }
    wanted.set(known, value);
  }
  const descending = wanted.get('descending') === true;
  const mine = (key: unknown): boolean => Array.isArray(key) && key[0] === tenantId;
  if (wanted.has('key') || wanted.has('keys')) {
    const keys: unknown = wanted.has('keys') ? wanted.get('keys') : [wanted.get('key')];
    if (!Array.isArray(keys) || !keys.every(mine) || (wanted.has('key') && wanted.has('keys'))) {
      throw notYours();
    }
    if (wanted.has('startkey') || wanted.has('endkey')) throw unusable('startkey');
  } else {
    const [low, high] = [[tenantId], [tenantId, {}]];
    const start = wanted.has('startkey') ? wanted.get('startkey') : descending ? high : low;
    const end = wanted.has('endkey') ? wanted.get('endkey') : descending ? low : high;
    if (!mine(start) || !mine(end)) throw notYours();
    wanted.set('startkey', start).set('endkey', end);
  }
  const { status, body: answer } = await askJson(scope, {
    method: 'POST',
    path: ['_design', design, '_view', view],
    body: Object.fromEntries(wanted),
  });
  if (status !== 200 || !isRecord(answer)) return answerJson(exchange, status, answer);
  const rows = listOf(own(answer, 'rows'));
  if (rows === null) throw new GatewayError('upstream_failed');
  const reduced = rows.every((row) => isRecord(row) && own(row, 'id') === undefined);
  return answerJson(exchange, 200, {
    rows: rows.flatMap((row) => {
      if (!isRecord(row)) return [];
      const key = own(row, 'key');
      // A reduction over the range has no key; everything in it was the tenant's.
      if (!mine(key) && !(reduced && key === null)) return [];
      const doc = own(row, 'doc');
      return [doc === undefined || doc === null || isOwn(scope, doc) ? row : { ...row, doc: null }];
    }),
  });
}

/** A parameter of an address as JSON has it. */
function plain(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^\d{1,9}$/.test(value) ? Number(value) : value;
}

function unusable(name: string): GatewayError {
  return new GatewayError('invalid_request', {
    reason: `“${name.slice(0, 60)}” cannot be used with this view.`,
  });
}

function notYours(): GatewayError {
  return new GatewayError('forbidden', { reason: 'Keys begin with the id of the tenant.' });
}
