import type { Database } from './database.ts';
import { methodNotAllowed, type Answer, type Exchange } from './exchange.ts';
import { orMissing, writeOne } from './document-routes.ts';
import { conflict, missing } from './failure.ts';
import { isObject, type JsonObject } from './json.ts';
import { statusOf, type StoredDocument } from './pouch.ts';
import { revisionParameter } from './query.ts';

const withRevision = (rev: string | undefined): { readonly rev?: string } =>
  rev === undefined ? {} : { rev };

const attachmentsOf = (doc: JsonObject | null): JsonObject => {
  const attachments = doc?.['_attachments'];
  return isObject(attachments) ? attachments : {};
};

const readAttachment = async (
  { query }: Exchange,
  database: Database,
  id: string,
  name: string,
): Promise<Answer> =>
  database.use(async (pouch) => {
    const doc = await orMissing(() => pouch.get(id, withRevision(revisionParameter(query))));
    const entry = attachmentsOf(doc)[name];
    if (!isObject(entry)) throw missing('Document is missing attachment');
    const { content_type: type, digest } = entry;
    const body = await pouch.getAttachment(id, name, { rev: doc._rev });
    if (!Buffer.isBuffer(body)) throw new Error('the store gave no bytes for an attachment');
    return {
      kind: 'bytes',
      status: 200,
      body,
      headers: {
        'content-type': typeof type === 'string' ? type : 'application/octet-stream',
        etag: JSON.stringify(String(digest).replace(/^md5-/, '')),
        // A stored page must not run as if it were the server's own.
        'content-security-policy': 'sandbox',
        'x-content-type-options': 'nosniff',
      },
    };
  });

/** The revision that is to be edited; null for a document that is not there and none was named. */
const readBase = async (
  database: Database,
  id: string,
  rev: string | undefined,
): Promise<StoredDocument | null> => {
  try {
    return await database.use((pouch) => pouch.get(id, withRevision(rev)));
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    if (rev === undefined) return null;
    throw conflict();
  }
};

const changeAttachment = async (
  exchange: Exchange,
  database: Database,
  id: string,
  name: string,
): Promise<Answer> => {
  const rev = revisionParameter(exchange.query);
  const deleting = exchange.method === 'DELETE';
  const body = deleting ? Buffer.alloc(0) : await exchange.readBody();
  const base = await readBase(database, id, rev);
  if (base === null && deleting) throw missing();
  if (base !== null && rev === undefined) throw conflict();
  const kept = Object.entries(attachmentsOf(base)).filter(([other]) => other !== name);
  const added = {
    content_type: exchange.headers['content-type'] ?? 'application/octet-stream',
    data: body.toString('base64'),
  };
  const entries = deleting ? kept : [...kept, [name, added] as const];
  const document = { ...(base ?? {}), _id: id, _attachments: Object.fromEntries(entries) };
  return writeOne(exchange, database, document, deleting ? 200 : 201);
};

/** One attachment of a document. Errors: 404, 409 as for the document. */
export const answerAttachment = async (
  exchange: Exchange,
  database: Database,
  id: string,
  name: string,
): Promise<Answer> => {
  switch (exchange.method) {
    case 'GET':
    case 'HEAD':
      return readAttachment(exchange, database, id, name);
    case 'PUT':
    case 'DELETE':
      return changeAttachment(exchange, database, id, name);
    default:
      throw methodNotAllowed('DELETE', 'GET', 'HEAD', 'PUT');
  }
};
