import { missing } from './failure.ts';
import { isObject, type JsonObject } from './json.ts';
import { statusOf, type PouchDatabase, type StoredDocument } from './pouch.ts';

/*
 * A local document is stored wrapped: CouchDB derives its revision from the one in the request alone and lets
 * the last write win, which is not what the store does by itself.
 */
const readWrapped = async (pouch: PouchDatabase, id: string): Promise<StoredDocument | null> => {
  try {
    return await pouch.get(id);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
};

/** Errors: 404. */
export const readLocalDocument = async (pouch: PouchDatabase, id: string): Promise<JsonObject> => {
  const wrapped = await readWrapped(pouch, id);
  const body = wrapped?.['body'];
  if (wrapped === null || !isObject(body)) throw missing();
  return { _id: id, _rev: wrapped['rev'], ...body };
};

/** Writes, or deletes with `_deleted`; returns the new revision. Errors: 404 when there is nothing to delete. */
export const writeLocalDocument = async (
  pouch: PouchDatabase,
  id: string,
  document: JsonObject,
): Promise<string> => {
  const { _rev, _deleted, ...rest } = document;
  const fields = Object.entries(rest).filter(([field]) => !field.startsWith('_'));
  const body = Object.fromEntries(fields);
  const existing = await readWrapped(pouch, id);
  if (_deleted === true) {
    if (existing === null) throw missing();
    await pouch.remove(id, existing._rev);
    return '0-0';
  }
  const [, before = '0'] = /^0-(\d+)$/.exec(typeof _rev === 'string' ? _rev : '') ?? [];
  const rev = `0-${Number(before) + 1}`;
  const wrapped = { _id: id, rev, body };
  await pouch.put(existing === null ? wrapped : { ...wrapped, _rev: existing._rev });
  return rev;
};
