import type { PouchDatabase } from './pouch.ts';

/**
 * Counts a database's deleted documents, which PouchDB does not. What a count costs follows what changed
 * since the one before.
 */
export const createDeletedCount = () => {
  const deleted = new Set<string>();
  let since = 0;
  return async (pouch: PouchDatabase): Promise<number> => {
    const { results, last_seq: last } = await pouch.changes({
      since,
      limit: Number.MAX_SAFE_INTEGER,
    });
    for (const row of results) {
      if (row.deleted === true) deleted.add(row.id);
      else deleted.delete(row.id);
    }
    since = last;
    return deleted.size;
  };
};
