import type { LocalDatabase } from './pouch.ts';

const batchSize = 1000;

/** Ids of all documents that a database has, those deleted, in conflict and of designs among them. */
export interface PresentIds {
  /** Takes in what was written since the last time; nobody may write meanwhile. Resolves with the sequence. */
  readonly catchUp: () => Promise<number>;
  /** True of every document that was there at the last `catchUp` or was told to `add`. */
  readonly has: (id: string) => boolean;
  /** To be called before these are written. */
  readonly add: (ids: readonly string[]) => void;
  /** To be called after only documents were written that had been added before. */
  readonly written: () => Promise<void>;
}

export function createPresentIds(db: Pick<LocalDatabase, 'changes' | 'updateSeq'>): PresentIds {
  const ids = new Set<string>();
  let seen = 0;
  return {
    catchUp: async () => {
      const now = await db.updateSeq();
      // A database that was put back would give its numbers out again.
      if (now < seen) seen = 0;
      while (seen < now) {
        const changes = await db.changes(seen, batchSize, false);
        for (const { id } of changes) ids.add(id);
        seen = changes.length < batchSize ? now : (changes.at(-1)?.seq ?? now);
      }
      return now;
    },
    has: (id) => ids.has(id),
    add: (more) => {
      for (const id of more) ids.add(id);
    },
    written: async () => {
      seen = await db.updateSeq();
    },
  };
}
