import { z } from 'zod';
import type { LocalDatabase } from './pouch.ts';

/** So many documents are remembered; the ones edited longest ago are forgotten first. */
const limit = 2000;
const documentId = '_local/mycouch-own-edits';
const noteSchema = z.object({ edits: z.array(z.tuple([z.string(), z.string()])) });

/** Which revision this device's last edit of a document made. Only helps to say "mine" of a side. */
export interface OwnEdits {
  readonly revision: (id: string) => string | null;
  readonly note: (id: string, rev: string) => void;
  /** Writes it into the database, in a document that does not replicate, where anything was noted since. */
  readonly save: () => Promise<void>;
}

export async function openOwnEdits(db: Pick<LocalDatabase, 'read' | 'write'>): Promise<OwnEdits> {
  const stored = noteSchema.safeParse(await db.read(documentId));
  const edits = new Map(stored.success ? stored.data.edits : []);
  let changed = false;
  return {
    revision: (id) => edits.get(id) ?? null,
    note: (id, rev) => {
      edits.delete(id);
      edits.set(id, rev);
      for (const oldest of edits.keys()) {
        if (edits.size <= limit) break;
        edits.delete(oldest);
      }
      changed = true;
    },
    save: async () => {
      if (!changed) return;
      changed = false;
      const before = await db.read(documentId);
      const rev = before === null ? {} : { _rev: before._rev };
      await db.write([{ _id: documentId, ...rev, edits: [...edits] }]);
    },
  };
}
