import type { FastifyReply } from 'fastify';
import { answerJson, passDown } from '../exchange.ts';
import { headersUpstream } from '../headers.ts';
import { flag, isRecord, jsonParameter, listOf, own, type JsonObject } from '../json-body.ts';
import { GatewayError } from '../../errors.ts';
import { leavesOf, ownWinner, type Leaf } from './leaves.ts';
import { askCouch, askJson, isOwn, missing, type Scope } from './scope.ts';

/** What a client may ask of a document beside its revision. */
const parameters = [
  'revs',
  'revs_info',
  'attachments',
  'att_encoding_info',
  'atts_since',
  'conflicts',
  'deleted_conflicts',
  'local_seq',
  'meta',
] as const;

/** Which tell of other leaves of the same document. */
const telling = ['conflicts', 'deleted_conflicts', 'meta'] as const;

/** `GET` and `HEAD` of a document. What is another tenant's is not there. */
export async function readDocument(scope: Scope, id: string): Promise<FastifyReply> {
  const { query } = scope.exchange.target;
  if (query.has('open_revs')) return readOpenRevs(scope, id);
  const leaves = (await leavesOf(scope, [id])).get(id) ?? [];
  const rev = await revisionToRead(scope, id, leaves);
  const kept = parameters.flatMap((name) => {
    const value = query.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const headers = headersUpstream(scope.exchange.request.raw.headers);
  if (telling.every((name) => !flag(query, name))) {
    // The very revision that was looked at, whatever is written meanwhile.
    const answer = await askCouch(scope, {
      method: scope.exchange.verb,
      path: [id],
      query: [...kept, ['rev', rev]],
      headers,
    });
    return passDown(scope.exchange, answer);
  }
  const { status, body } = await askJson(scope, {
    method: 'GET',
    path: [id],
    query: [...kept, ['rev', rev]],
  });
  if (status !== 200 || !isOwn(scope, body)) throw missing();
  const mine = new Set(leaves.filter((leaf) => leaf.own).map((leaf) => leaf.rev));
  const ownRevs = (list: unknown): unknown =>
    Array.isArray(list)
      ? list.filter((one) => typeof one === 'string' && mine.has(one))
      : undefined;
  const shown = Object.fromEntries(
    Object.entries(body).map(([name, value]) =>
      name === '_conflicts' || name === '_deleted_conflicts'
        ? [name, ownRevs(value)]
        : [name, value],
    ),
  );
  return answerJson(scope.exchange, 200, shown);
}

/** The revision that is asked for, after it was seen to be the tenant's. Error: GatewayError `not_found`. */
export async function revisionToRead(
  scope: Scope,
  id: string,
  leaves: readonly Leaf[],
): Promise<string> {
  const { query } = scope.exchange.target;
  const rev = query.get('rev');
  if (rev === undefined) {
    const winner = ownWinner(leaves);
    if (winner === null) throw missing();
    if (winner.deleted) throw missing('deleted');
    return winner.rev;
  }
  const latest = flag(query, 'latest');
  if (!latest && leaves.some((leaf) => leaf.own && leaf.rev === rev)) return rev;
  const { status, body } = await askJson(scope, {
    method: 'GET',
    path: [id],
    query: [['rev', rev], ...(latest ? [['latest', 'true'] as const] : [])],
  });
  if (status === 400) throw new GatewayError('invalid_request', { reason: 'Invalid rev format' });
  const found = isOwn(scope, body) ? own(body, '_rev') : undefined;
  if (status !== 200 || typeof found !== 'string') throw missing();
  return found;
}

/** `open_revs`: revisions side by side, as JSON or as multipart, as the client takes them. */
async function readOpenRevs(scope: Scope, id: string): Promise<FastifyReply> {
  const { exchange } = scope;
  const { query } = exchange.target;
  const wanted = query.get('open_revs') === 'all' ? 'all' : jsonParameter(query, 'open_revs');
  const asked = wanted === 'all' ? null : stringsOf(wanted);
  const latest: readonly (readonly [string, string])[] = flag(query, 'latest')
    ? [['latest', 'true']]
    : [];
  const { status, body } = await askJson(scope, {
    method: 'GET',
    path: [id],
    query: [['open_revs', asked === null ? 'all' : JSON.stringify(asked)], ...latest],
  });
  if (status === 400) throw new GatewayError('invalid_request', { reason: 'Invalid open_revs' });
  const entries = listOf(body) ?? [];
  const revs = new Set<string>();
  for (const entry of entries) {
    const document = isRecord(entry) ? own(entry, 'ok') : undefined;
    const rev = isOwn(scope, document) ? own(document, '_rev') : undefined;
    if (typeof rev === 'string') revs.add(rev);
  }
  const hidden = entries.flatMap((entry) => {
    if (!isRecord(entry)) return [];
    const document = own(entry, 'ok');
    if (isOwn(scope, document)) return [];
    const rev = isRecord(document) ? own(document, '_rev') : own(entry, 'missing');
    return typeof rev === 'string' && asked?.includes(rev) === true ? [{ missing: rev }] : [];
  });
  const accept = exchange.request.raw.headers.accept ?? '*/*';
  const asJson = accept.includes('application/json') && !accept.includes('multipart/');
  if (revs.size === 0) {
    // A document that never was answers so too.
    if (asked === null || !asJson) throw missing();
    return answerJson(
      exchange,
      200,
      asked.map((rev) => ({ missing: rev })),
    );
  }
  const kept = [...parameters, 'latest'].flatMap((name) => {
    const value = query.get(name);
    if (value === undefined || name === 'latest') return [];
    return telling.some((one) => one === name) ? [] : [[name, value] as const];
  });
  const exact: readonly (readonly [string, string])[] = [
    ['open_revs', JSON.stringify([...revs])],
    ...kept,
  ];
  if (!asJson) {
    const answer = await askCouch(scope, {
      method: exchange.verb,
      path: [id],
      query: exact,
      headers: headersUpstream(exchange.request.raw.headers),
    });
    return passDown(exchange, answer);
  }
  const full = await askJson(scope, { method: 'GET', path: [id], query: exact });
  const shown = Array.isArray(full.body) ? full.body : [];
  const mine = shown.filter((entry): entry is JsonObject =>
    isRecord(entry) ? isOwn(scope, own(entry, 'ok')) : false,
  );
  return answerJson(exchange, 200, [...mine, ...hidden]);
}

function stringsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const strings = list.filter((one) => typeof one === 'string');
  if (!Array.isArray(value) || strings.length !== list.length) {
    throw new GatewayError('invalid_request', { reason: '“open_revs” is all or a list.' });
  }
  return strings;
}
