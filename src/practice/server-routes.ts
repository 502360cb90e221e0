import { randomUUID } from 'node:crypto';
import { json, methodNotAllowed, readJson, type Answer, type Exchange } from './exchange.ts';
import { describeDatabase } from './database-routes.ts';
import { badRequest, missing, notOffered } from './failure.ts';
import { isObject, isStringList } from './json.ts';
import { answerNode, describeMembership } from './node-routes.ts';
import { count, flag, keyParameter } from './query.ts';
import { requireServerAdmin } from './security.ts';
import { answerSession } from './session-routes.ts';

/** The CouchDB whose behaviour this server follows; clients decide by it what they may ask for. */
const COMPATIBLE_VERSION = '3.5.0';
const MAX_KEYS = 100;
const MAX_UUIDS = 1_000;

/** What CouchDB 3.5 routes at the top and this server refuses. */
const notOfferedHere = new Set([
  '_utils',
  'favicon.ico',
  '_active_tasks',
  '_scheduler',
  '_reload_query_servers',
  '_replicate',
  '_search_analyze',
  '_nouveau_analyze',
  '_db_updates',
  '_reshard',
  '_cluster_setup',
  '_replicator',
  '_global_changes',
]);

const onlyGet = ({ method }: Exchange): void => {
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed('GET', 'HEAD');
};

const welcome = ({ practice }: Exchange): Answer =>
  json(200, {
    couchdb: 'Welcome',
    version: COMPATIBLE_VERSION,
    uuid: practice.catalog.uuid,
    features: [],
    vendor: { name: 'MyCouch Console practice server' },
  });

const makeUuids = ({ query }: Exchange): Answer => {
  const wanted = query.get('count') ?? '1';
  if (!/^\d+$/.test(wanted)) throw badRequest('count must be a positive integer');
  if (Number(wanted) > MAX_UUIDS) throw badRequest('count parameter too large');
  const uuids = Array.from({ length: Number(wanted) }, () => randomUUID().replaceAll('-', ''));
  return json(200, { uuids }, { 'cache-control': 'no-cache' });
};

const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The names between the usual range parameters. */
const selectNames = ({ practice, query, identity }: Exchange): readonly string[] => {
  requireServerAdmin(identity);
  const descending = flag(query, 'descending');
  const key = keyParameter(query, 'key');
  const start = key ?? keyParameter(query, 'startkey', 'start_key');
  const end = key ?? keyParameter(query, 'endkey', 'end_key');
  const inclusive = flag(query, 'inclusive_end', true);
  const sign = descending ? -1 : 1;
  const names = [...practice.catalog.names()].sort((a, b) => sign * compare(a, b));
  const chosen = names.filter(
    (name) =>
      (start === undefined || sign * compare(name, start) >= 0) &&
      (end === undefined || sign * compare(name, end) < (inclusive ? 1 : 0)),
  );
  const skip = count(query, 'skip') ?? 0;
  return chosen.slice(skip, skip + (count(query, 'limit') ?? chosen.length));
};

const describeDatabases = async (exchange: Exchange): Promise<Answer> => {
  const { practice, identity, method } = exchange;
  requireServerAdmin(identity);
  let names: readonly string[];
  if (method === 'POST') {
    const body = await readJson(exchange);
    const keys = isObject(body) ? body['keys'] : undefined;
    if (keys === undefined) throw badRequest('`keys` member must exist.');
    if (!isStringList(keys)) throw badRequest('`keys` must be an array of strings.');
    if (keys.length > MAX_KEYS) throw badRequest('too_many_keys');
    names = keys;
  } else {
    onlyGet(exchange);
    names = selectNames(exchange);
  }
  const known = new Set(practice.catalog.names());
  const rows = await Promise.all(
    names.map(async (key) =>
      known.has(key)
        ? { key, info: await describeDatabase(practice.catalog.get(key)) }
        : { key, error: 'not_found' },
    ),
  );
  return json(200, rows);
};

/** Everything above the databases. Errors: 501 for what CouchDB has and this server has not. */
export const answerServer = async (
  exchange: Exchange,
  endpoint: string,
  rest: readonly string[],
): Promise<Answer> => {
  switch (endpoint) {
    case '':
      onlyGet(exchange);
      return welcome(exchange);
    case '_up':
      onlyGet(exchange);
      return json(200, { status: 'ok', seeds: {} });
    case '_uuids':
      onlyGet(exchange);
      return makeUuids(exchange);
    case '_session':
      return answerSession(exchange);
    case '_all_dbs':
      onlyGet(exchange);
      return json(200, selectNames(exchange));
    case '_membership':
      onlyGet(exchange);
      return describeMembership(exchange);
    case '_node':
      return answerNode(exchange, rest);
    case '_dbs_info':
      return describeDatabases(exchange);
    default:
      throw notOfferedHere.has(endpoint)
        ? notOffered(`/${endpoint}`)
        : missing('Database does not exist.');
  }
};
