import { listDocuments } from './all-docs-routes.ts';
import { answerAttachment } from './attachment-routes.ts';
import { bulkDocs, bulkGet, missingRevs, revsDiff } from './bulk-routes.ts';
import { answerChanges } from './changes-routes.ts';
import type { Database } from './database.ts';
import { USERS_DATABASE } from './database-name.ts';
import {
  answerSecurity,
  compactDatabase,
  createDatabase,
  deleteDatabase,
  describeDatabase,
  ensureFullCommit,
  requireReader,
} from './database-routes.ts';
import { answerDocument, postDocument } from './document-routes.ts';
import { json, methodNotAllowed, type Answer, type Exchange } from './exchange.ts';
import { badRequest, missing, notOffered } from './failure.ts';
import { answerServer } from './server-routes.ts';

type DatabaseRoute = (exchange: Exchange, database: Database) => Promise<Answer>;

const routes: Readonly<Record<string, DatabaseRoute>> = {
  _all_docs: (exchange, database) => listDocuments(exchange, database, false),
  _design_docs: (exchange, database) => listDocuments(exchange, database, true),
  _bulk_docs: bulkDocs,
  _bulk_get: bulkGet,
  _changes: answerChanges,
  _compact: compactDatabase,
  _ensure_full_commit: ensureFullCommit,
  _missing_revs: missingRevs,
  _revs_diff: revsDiff,
  _security: answerSecurity,
};

/** What CouchDB 3.5 routes in a database and this server refuses. */
const notOfferedHere = new Set([
  '_local_docs',
  '_find',
  '_index',
  '_explain',
  '_view_cleanup',
  '_search_cleanup',
  '_nouveau_cleanup',
  '_purge',
  '_purged_infos',
  '_purged_infos_limit',
  '_auto_purge',
  '_revs_limit',
  '_shards',
  '_sync_shards',
  '_partition',
  '_temp_view',
  '_time_seq',
]);

/** `_design/x` and `_local/x` are one id, whether their slash came encoded or not. */
const joinReserved = (rest: readonly string[]): readonly string[] => {
  const [first, second, ...more] = rest;
  if ((first === '_design' || first === '_local') && second !== undefined) {
    return [`${first}/${second}`, ...more];
  }
  return rest;
};

/** The segments of a path, decoded. Errors: 400. */
export const parsePath = (path: string): readonly string[] => {
  try {
    const segments = path.replace(/^\/+/, '').split('/').map(decodeURIComponent);
    return segments.at(-1) === '' && segments.length > 1 ? segments.slice(0, -1) : segments;
  } catch {
    throw badRequest('the path is not well encoded');
  }
};

const answerDatabase = async (exchange: Exchange, name: string): Promise<Answer> => {
  const { catalog } = exchange.practice;
  if (exchange.method === 'PUT') return createDatabase(exchange, name);
  if (exchange.method === 'DELETE') return deleteDatabase(exchange, name);
  const database = catalog.get(name);
  requireReader(exchange, database, false);
  switch (exchange.method) {
    case 'GET':
    case 'HEAD':
      return json(200, await describeDatabase(database));
    case 'POST':
      return postDocument(exchange, database);
    default:
      throw methodNotAllowed('DELETE', 'GET', 'HEAD', 'POST');
  }
};

const answerInside = async (
  exchange: Exchange,
  name: string,
  rest: readonly string[],
): Promise<Answer> => {
  const database = exchange.practice.catalog.get(name);
  const [first = '', ...more] = joinReserved(rest);
  const route = Object.hasOwn(routes, first) ? routes[first] : undefined;
  requireReader(exchange, database, first === '_all_docs' || first === '_changes');
  if (route !== undefined && more.length === 0) return route(exchange, database);
  if (route !== undefined || notOfferedHere.has(first)) {
    throw notOffered(`/{db}/${[first, ...more].join('/')}`);
  }
  const reserved = first.startsWith('_design/') || first.startsWith('_local/');
  if (first.startsWith('_') && !reserved && exchange.method !== 'PUT') throw missing();
  const [part] = more;
  if (part === undefined) return answerDocument(exchange, database, first);
  if (first.startsWith('_design/') && part.startsWith('_')) {
    throw notOffered(`views and other functions of design documents (${part})`);
  }
  if (first.startsWith('_local/')) throw badRequest('_local documents do not accept attachments.');
  return answerAttachment(exchange, database, first, more.join('/'));
};

/** Finds who answers. Errors: every one of them a PracticeFailure, or a fault of this server. */
export const answer = async (exchange: Exchange, segments: readonly string[]): Promise<Answer> => {
  const [first = '', ...rest] = segments;
  const isDatabase = /^[^_]/.test(first) || first === USERS_DATABASE;
  const isNewSystemDatabase = exchange.method === 'PUT' && rest.length === 0;
  if (first === 'favicon.ico' || (!isDatabase && !isNewSystemDatabase)) {
    return answerServer(exchange, first, rest);
  }
  return rest.length === 0 ? answerDatabase(exchange, first) : answerInside(exchange, first, rest);
};
