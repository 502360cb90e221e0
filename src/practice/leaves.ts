import { isObject, type JsonObject } from './json.ts';
import { statusOf, type PouchDatabase, type StoredDocument } from './pouch.ts';

/** All leaves of a document with their histories, deleted ones included; none when it never was. */
export const readLeaves = async (
  pouch: PouchDatabase,
  id: string,
): Promise<readonly StoredDocument[]> => {
  try {
    const leaves = await pouch.get(id, { open_revs: 'all', revs: true });
    return leaves.flatMap((leaf) => ('ok' in leaf ? [leaf.ok] : []));
  } catch (error) {
    if (statusOf(error) === 404) return [];
    throw error;
  }
};

/** The revisions that a document's `_revisions` names, its own first; none without that field. */
export const revisionList = (doc: JsonObject): readonly string[] => {
  const revisions = doc['_revisions'];
  const { start, ids } = isObject(revisions) ? revisions : {};
  if (typeof start !== 'number' || !Array.isArray(ids)) return [];
  return ids.map((id, index) => `${start - index}-${String(id)}`);
};
