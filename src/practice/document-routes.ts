import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { checkDocumentId, inPrintOrder, isLocal, parseDocument } from './document.ts';
import { writeDocuments } from './document-writer.ts';
import { readLeaves } from './leaves.ts';
import { json, methodNotAllowed, readJson, type Answer, type Exchange } from './exchange.ts';
import { badRequest, conflict, missing, notOffered } from './failure.ts';
import { isStringList, type JsonObject } from './json.ts';
import { readLocalDocument } from './local-documents.ts';
import { reasonOf, statusOf, type PouchDatabase, type ReadOptions } from './pouch.ts';
import { checkRevision, flag, jsonParameter, revisionParameter } from './query.ts';

const newId = (): string => randomUUID().replaceAll('-', '');

const quoted = (rev: unknown): string => JSON.stringify(rev);

/** Runs a read; a missing document becomes a 404 with CouchDB's reason (`missing` or `deleted`). */
export const orMissing = async <T>(read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    if (statusOf(error) === 404) throw missing(reasonOf(error, 'missing'));
    throw error;
  }
};

/** The reading parameters that a document, `_bulk_get` and open revisions share. */
export const readOptions = (query: URLSearchParams): ReadOptions => ({
  revs: flag(query, 'revs'),
  attachments: flag(query, 'attachments'),
  latest: flag(query, 'latest'),
});

const readOpenRevisions = async (
  exchange: Exchange,
  pouch: PouchDatabase,
  id: string,
): Promise<Answer> => {
  const { query, headers } = exchange;
  const accept = headers.accept ?? '*/*';
  if (!/application\/json|\*\/\*|application\/\*/.test(accept))
    throw notOffered('multipart answers');
  const wanted = query.get('open_revs') === 'all' ? 'all' : jsonParameter(query, 'open_revs');
  if (wanted !== 'all' && !isStringList(wanted)) throw badRequest('open_revs must be a list');
  if (wanted !== 'all') wanted.forEach(checkRevision);
  const leaves = await orMissing(() => pouch.get(id, { ...readOptions(query), open_revs: wanted }));
  return json(
    200,
    leaves.map((leaf) => ('ok' in leaf ? { ok: inPrintOrder(leaf.ok) } : leaf)),
  );
};

const readDocument = async (
  exchange: Exchange,
  database: Database,
  id: string,
): Promise<Answer> => {
  const { query, headers } = exchange;
  return database.use(async (pouch) => {
    if (isLocal(id)) return json(200, await readLocalDocument(pouch, id));
    if (query.has('open_revs')) return readOpenRevisions(exchange, pouch, id);
    for (const unsupported of ['local_seq', 'deleted_conflicts', 'meta']) {
      if (flag(query, unsupported)) throw notOffered(`the parameter ${unsupported}`);
    }
    const rev = revisionParameter(query);
    const options = {
      ...readOptions(query),
      revs_info: flag(query, 'revs_info'),
      conflicts: flag(query, 'conflicts'),
      ...(rev === undefined ? {} : { rev }),
    };
    const doc = await orMissing(() => pouch.get(id, options));
    const etag = quoted(doc._rev);
    if (headers['if-none-match'] === etag) {
      return { kind: 'bytes', status: 304, body: Buffer.alloc(0), headers: { etag } };
    }
    return json(200, inPrintOrder(doc), { etag });
  });
};

/** Writes one document and answers as CouchDB does for one. */
export const writeOne = async (
  exchange: Exchange,
  database: Database,
  document: JsonObject & { readonly _id: string },
  status: number,
): Promise<Answer> => {
  const newEdits = flag(exchange.query, 'new_edits', true);
  const [outcome] = await writeDocuments(database, exchange.identity, [document], newEdits);
  if (outcome === undefined) throw new Error('a write without an outcome');
  if (!outcome.ok) throw outcome.failure;
  const { id, rev } = outcome;
  const location = `${exchange.origin}/${encodeURIComponent(database.name)}/${encodeURIComponent(id)}`;
  return json(status, { ok: true, id, rev }, { etag: quoted(rev), location });
};

const sentRevision = ({ query, headers }: Exchange): string | undefined => {
  const match = headers['if-match'];
  return match === undefined ? revisionParameter(query) : checkRevision(match.replaceAll('"', ''));
};

const putDocument = async (exchange: Exchange, database: Database, id: string): Promise<Answer> => {
  if (exchange.headers['content-type']?.startsWith('multipart/') === true)
    throw notOffered('multipart bodies');
  const body = await readJson(exchange, true);
  const { maxDocumentBytes } = exchange.practice.settings;
  const document = parseDocument(body, id, newId, maxDocumentBytes);
  const rev = sentRevision(exchange);
  if (rev !== undefined && document['_rev'] !== undefined && document['_rev'] !== rev) {
    throw badRequest('Document rev from request body and query string have different values');
  }
  return writeOne(
    exchange,
    database,
    rev === undefined ? document : { ...document, _rev: rev },
    201,
  );
};

const deleteDocument = async (
  exchange: Exchange,
  database: Database,
  id: string,
): Promise<Answer> => {
  const rev = sentRevision(exchange);
  if (!isLocal(id)) {
    const leaves = await database.use((pouch) => readLeaves(pouch, id));
    if (leaves.length === 0) throw missing();
    if (leaves.every((leaf) => leaf['_deleted'] === true)) throw missing('deleted');
    if (rev === undefined) throw conflict();
  }
  const tombstone = { _id: id, _deleted: true };
  return writeOne(
    exchange,
    database,
    rev === undefined ? tombstone : { ...tombstone, _rev: rev },
    200,
  );
};

/** A document by its id, `_design/` and `_local/` ones included. */
export const answerDocument = async (
  exchange: Exchange,
  database: Database,
  id: string,
): Promise<Answer> => {
  checkDocumentId(id);
  switch (exchange.method) {
    case 'GET':
    case 'HEAD':
      return readDocument(exchange, database, id);
    case 'PUT':
      return putDocument(exchange, database, id);
    case 'DELETE':
      return deleteDocument(exchange, database, id);
    case 'COPY':
      throw notOffered('COPY');
    default:
      throw methodNotAllowed('DELETE', 'GET', 'HEAD', 'PUT');
  }
};

/** `POST /db`: a document with an id of its own, or a new one. */
export const postDocument = async (exchange: Exchange, database: Database): Promise<Answer> => {
  const body = await readJson(exchange);
  const { maxDocumentBytes } = exchange.practice.settings;
  return writeOne(exchange, database, parseDocument(body, undefined, newId, maxDocumentBytes), 201);
};
