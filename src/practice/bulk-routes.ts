import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { inPrintOrder, parseDocument } from './document.ts';
import { readLeaves, revisionList } from './leaves.ts';
import { writeDocuments, type WriteOutcome } from './document-writer.ts';
import { readOptions } from './document-routes.ts';
import { json, methodNotAllowed, readJson, type Answer, type Exchange } from './exchange.ts';
import { badRequest } from './failure.ts';
import { isObject, isStringList, type JsonObject } from './json.ts';
import { statusOf, type Leaf, type PouchDatabase } from './pouch.ts';

const readPost = async (exchange: Exchange): Promise<JsonObject> => {
  if (exchange.method !== 'POST') throw methodNotAllowed('POST');
  const body = await readJson(exchange);
  if (!isObject(body)) throw badRequest('Request body must be a JSON object');
  return body;
};

const bulkRow = (outcome: WriteOutcome, rev: unknown, newEdits: boolean): JsonObject => {
  if (outcome.ok) return { ok: true, id: outcome.id, rev: outcome.rev };
  const { error, reason } = outcome.failure;
  return newEdits ? { id: outcome.id, error, reason } : { id: outcome.id, rev, error, reason };
};

/** `_bulk_docs`; with `new_edits: false` only the refused ones are told. */
export const bulkDocs = async (exchange: Exchange, database: Database): Promise<Answer> => {
  const body = await readPost(exchange);
  const { docs, new_edits: newEdits = true } = body;
  if (docs === undefined) throw badRequest('POST body must include `docs` parameter.');
  if (!Array.isArray(docs)) throw badRequest('`docs` parameter must be an array.');
  if (typeof newEdits !== 'boolean') throw badRequest('`new_edits` parameter must be a boolean.');
  const { maxDocumentBytes } = exchange.practice.settings;
  const newId = (): string => randomUUID().replaceAll('-', '');
  const documents = docs.map((doc: unknown) => {
    const parsed = parseDocument(doc, undefined, newId, maxDocumentBytes);
    if (!newEdits && parsed['_rev'] === undefined) throw badRequest('Invalid rev format');
    return parsed;
  });
  const outcomes = await writeDocuments(database, exchange.identity, documents, newEdits);
  const rows = outcomes.flatMap((outcome, index) =>
    outcome.ok && !newEdits ? [] : [bulkRow(outcome, documents[index]?.['_rev'], newEdits)],
  );
  return json(201, rows);
};

const notFound = (id: string, rev: string): JsonObject => ({
  error: { id, rev, error: 'not_found', reason: 'missing' },
});

const readWanted = async (
  pouch: PouchDatabase,
  wanted: unknown,
  options: ReturnType<typeof readOptions>,
): Promise<JsonObject> => {
  const { id, rev } = isObject(wanted) ? wanted : {};
  if (typeof id !== 'string') throw badRequest('each of `docs` needs an `id`');
  const revision = typeof rev === 'string' ? rev : undefined;
  let leaves: readonly Leaf[];
  try {
    const open_revs = revision === undefined ? 'all' : [revision];
    leaves = await pouch.get(id, { ...options, open_revs });
  } catch (error) {
    // A revision that is not one at all is as absent as any other.
    if (statusOf(error) !== 404 && statusOf(error) !== 400) throw error;
    leaves = [];
  }
  if (leaves.length === 0) return { id, docs: [notFound(id, revision ?? 'undefined')] };
  return {
    id,
    docs: leaves.map((leaf) =>
      'ok' in leaf ? { ok: inPrintOrder(leaf.ok) } : notFound(id, leaf.missing),
    ),
  };
};

/** `_bulk_get`: one group of revisions for each that was asked for, in the same order. */
export const bulkGet = async (exchange: Exchange, database: Database): Promise<Answer> => {
  const { docs } = await readPost(exchange);
  if (!Array.isArray(docs)) throw badRequest("Missing JSON list of 'docs'.");
  const options = readOptions(exchange.query);
  return database.use(async (pouch) => {
    const results: JsonObject[] = [];
    for (const wanted of docs) results.push(await readWanted(pouch, wanted, options));
    return json(200, { results });
  });
};

const readRevisions = async (exchange: Exchange): Promise<Record<string, readonly string[]>> => {
  const wanted: Record<string, readonly string[]> = {};
  for (const [id, revs] of Object.entries(await readPost(exchange))) {
    if (!isStringList(revs)) throw badRequest('revisions must be lists of strings');
    wanted[id] = revs;
  }
  return wanted;
};

const generation = (rev: string): number => Number.parseInt(rev, 10);

interface Absent {
  readonly missing: readonly string[];
  /** Leaves that the missing ones may follow. */
  readonly ancestors: readonly string[];
}

/** What of the wanted revisions is not here; a revision whose body was compacted away counts as here. */
const findAbsent = async (exchange: Exchange, database: Database): Promise<Map<string, Absent>> => {
  const wanted = await readRevisions(exchange);
  return database.use(async (pouch) => {
    const absent = new Map<string, Absent>();
    for (const [id, candidates] of Object.entries(await pouch.revsDiff(wanted))) {
      const leaves = await readLeaves(pouch, id);
      const known = new Set(leaves.flatMap(revisionList));
      const missing = candidates.missing.filter((rev) => !known.has(rev));
      if (missing.length === 0) continue;
      const highest = Math.max(...missing.map(generation));
      const ancestors = leaves.map((leaf) => leaf._rev).filter((rev) => generation(rev) < highest);
      absent.set(id, { missing, ancestors });
    }
    return absent;
  });
};

/** `_revs_diff`: which of the named revisions are not here, and which leaves they may follow. */
export const revsDiff = async (exchange: Exchange, database: Database): Promise<Answer> => {
  const absent = await findAbsent(exchange, database);
  const rows = [...absent].map(([id, { missing, ancestors }]) => {
    const row = ancestors.length === 0 ? { missing } : { missing, possible_ancestors: ancestors };
    return [id, row] as const;
  });
  return json(200, Object.fromEntries(rows));
};

/** `_missing_revs`: the same without ancestors. */
export const missingRevs = async (exchange: Exchange, database: Database): Promise<Answer> => {
  const absent = await findAbsent(exchange, database);
  const rows = [...absent].map(([id, { missing }]) => [id, missing] as const);
  return json(200, { missing_revs: Object.fromEntries(rows) });
};
