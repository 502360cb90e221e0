import { readJson, type Exchange } from './exchange.ts';
import { badRequest, missing, notOffered } from './failure.ts';
import { isObject, isStringList, type JsonObject } from './json.ts';
import { count, flag, jsonParameter } from './query.ts';

/** What a client asked of `_changes`. */
export interface ChangesQuery {
  readonly feed: 'normal' | 'longpoll' | 'continuous';
  readonly since: string;
  readonly limit: number;
  readonly descending: boolean;
  /** Milliseconds between signs of life, or null for none. */
  readonly heartbeat: number | null;
  /** Milliseconds after which a waiting feed without heartbeat ends. */
  readonly timeout: number;
  /** What goes to the store as it is. */
  readonly options: {
    readonly include_docs: boolean;
    readonly attachments: boolean;
    readonly conflicts: boolean;
    readonly style: 'main_only' | 'all_docs';
    readonly doc_ids?: readonly string[];
    readonly selector?: JsonObject;
  };
}

const MAX_TIMEOUT = 60_000;

const parseFeed = (feed: string): ChangesQuery['feed'] => {
  if (feed === 'live') return 'continuous';
  if (feed === 'normal' || feed === 'longpoll' || feed === 'continuous') return feed;
  if (feed === 'eventsource') throw notOffered('the feed eventsource');
  throw badRequest('Supported `feed` types: normal, continuous, live, longpoll, eventsource');
};

const parseHeartbeat = (query: URLSearchParams): number | null => {
  const value = query.get('heartbeat');
  if (value === null || value === 'false') return null;
  if (value === 'true') return MAX_TIMEOUT;
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw badRequest('The heartbeat value should be a positive integer (in milliseconds).');
  return Number(value);
};

const parseFilter = (
  query: URLSearchParams,
  body: JsonObject,
): Pick<ChangesQuery['options'], 'doc_ids' | 'selector'> => {
  const filter = query.get('filter');
  if (filter === null || filter === '') return {};
  if (filter === '_doc_ids') {
    const ids = body['doc_ids'] ?? jsonParameter(query, 'doc_ids');
    if (!isStringList(ids))
      throw badRequest('`doc_ids` filter parameter is not a list of strings.');
    return { doc_ids: ids };
  }
  if (filter === '_selector') {
    const { selector } = body;
    if (!isObject(selector)) throw badRequest('Selector must be specified in POST payload');
    return { selector };
  }
  if (!filter.startsWith('_') && !filter.includes('/')) throw missing('missing json key: filters');
  throw notOffered(`the filter ${filter}`);
};

/** Errors: 400, 404, 415, and 501 for feeds and filters that need functions of design documents. */
export const readChangesQuery = async (exchange: Exchange): Promise<ChangesQuery> => {
  const { query, method } = exchange;
  const body = method === 'POST' ? await readJson(exchange) : {};
  if (!isObject(body)) throw badRequest('Request body must be a JSON object');
  const style = query.get('style') ?? 'main_only';
  if (style !== 'main_only' && style !== 'all_docs') throw badRequest('unknown `style`');
  const since = query.get('since') ?? exchange.headers['last-event-id'] ?? '0';
  return {
    feed: parseFeed(query.get('feed') ?? 'normal'),
    since: typeof since === 'string' && since !== '' ? since.replace(/^"(.*)"$/, '$1') : '0',
    limit: count(query, 'limit') ?? Number.MAX_SAFE_INTEGER,
    descending: flag(query, 'descending'),
    heartbeat: parseHeartbeat(query),
    timeout: Math.min(count(query, 'timeout') ?? MAX_TIMEOUT, MAX_TIMEOUT),
    options: {
      include_docs: flag(query, 'include_docs'),
      attachments: flag(query, 'attachments'),
      conflicts: flag(query, 'conflicts'),
      style,
      ...parseFilter(query, body),
    },
  };
};
