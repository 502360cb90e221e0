import type { Database } from './database.ts';
import { inPrintOrder } from './document.ts';
import { json, methodNotAllowed, readJson, type Answer, type Exchange } from './exchange.ts';
import { badRequest } from './failure.ts';
import { isObject, isStringList } from './json.ts';
import type { AllDocsOptions, AllDocsRow } from './pouch.ts';
import { count, flag, jsonParameter, keyParameter } from './query.ts';

const printed = (row: AllDocsRow): AllDocsRow =>
  'doc' in row && isObject(row.doc) ? { ...row, doc: inPrintOrder(row.doc) } : row;

const given = (options: Readonly<Record<string, unknown>>): AllDocsOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

const readKeys = async (exchange: Exchange): Promise<readonly string[] | undefined> => {
  const { method, query } = exchange;
  if (method === 'GET' || method === 'HEAD') {
    const keys = jsonParameter(query, 'keys');
    if (keys !== undefined && !isStringList(keys)) throw badRequest('`keys` must be strings.');
    return keys;
  }
  if (method !== 'POST') throw methodNotAllowed('GET', 'HEAD', 'POST');
  const body = await readJson(exchange);
  if (!isObject(body)) throw badRequest('Request body must be a JSON object');
  const { keys, ...others } = body;
  if (keys !== undefined && !isStringList(keys))
    throw badRequest('`keys` body member must be an array.');
  // Parameters may come in the body as well; those there count.
  for (const [name, value] of Object.entries(others)) query.set(name, JSON.stringify(value));
  return keys;
};

/** `_all_docs`, or with a fixed range of ids `_design_docs`. */
export const listDocuments = async (
  exchange: Exchange,
  database: Database,
  designOnly: boolean,
): Promise<Answer> => {
  const keys = await readKeys(exchange);
  const { query } = exchange;
  const descending = flag(query, 'descending');
  const key = keyParameter(query, 'key');
  const start = key ?? keyParameter(query, 'startkey', 'start_key');
  const end = key ?? keyParameter(query, 'endkey', 'end_key');
  const [first, last] = descending ? ['_design0', '_design/'] : ['_design/', '_design0'];
  const skip = count(query, 'skip');
  const options = given({
    keys: designOnly ? undefined : keys,
    startkey: designOnly ? first : start,
    endkey: designOnly ? last : end,
    inclusive_end: flag(query, 'inclusive_end', true),
    descending,
    limit: count(query, 'limit'),
    skip,
    include_docs: flag(query, 'include_docs'),
    conflicts: flag(query, 'conflicts'),
    attachments: flag(query, 'attachments'),
  });
  return database.use(async (pouch) => {
    const upwards = descending ? 'startkey' : 'endkey';
    const downwards = descending ? 'endkey' : 'startkey';
    const [low, high] = [options[downwards], options[upwards]];
    const empty = low !== undefined && high !== undefined && low > high;
    const found = empty
      ? { total_rows: (await pouch.info()).doc_count, rows: [] }
      : await pouch.allDocs(options);
    const whole = keys === undefined && start === undefined && end === undefined && !designOnly;
    return json(200, {
      total_rows: designOnly ? found.rows.length : found.total_rows,
      offset: whole ? (skip ?? 0) : null,
      rows: found.rows.map(printed),
    });
  });
};
