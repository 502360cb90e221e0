import { z } from 'zod';
import type { PullSource } from './first-pull-source.ts';
import type { LocalDatabase } from './pouch.ts';

const markId = '_local/mycouch-first-pull';
const markSchema = z.object({
  checkpoint: z.string(),
  session: z.string(),
  received: z.number().int(),
  finished: z.boolean(),
});
const checkpointSchema = z.object({
  _rev: z.string(),
  session_id: z.string(),
  last_seq: z.string(),
});

/** How far a first pull has come. */
export interface PullPosition {
  readonly session: string;
  /** Everything up to it is here. `'0'`: nothing. */
  readonly since: string;
  /** Documents brought so far. */
  readonly received: number;
}

/**
 * Keeps how far a first pull has come as the checkpoint of PouchDB's own replication: one document of the
 * same name on both sides, here first. LevelDB loses only what was written last, so where the checkpoint is
 * here, so is what came before it; and a server that was put back to an earlier state has its own earlier
 * checkpoint back, which is the one that counts.
 */
export interface PullCheckpoint {
  /** Where to begin; null where a replication has been here before, or a first pull has ended. */
  readonly begin: (session: string) => Promise<PullPosition | null>;
  readonly keep: (position: PullPosition, finished: boolean) => Promise<void>;
}

/** @param id of the checkpoint, as PouchDB computes it for this pair of databases */
export function pullCheckpoint(
  db: Pick<LocalDatabase, 'read' | 'write'>,
  source: Pick<PullSource, 'readLocal' | 'writeLocal'>,
  id: string,
): PullCheckpoint {
  return {
    begin: async (session) => {
      const mark = markSchema.safeParse(await db.read(markId));
      const ours = mark.success && mark.data.checkpoint === id;
      const before = await db.read(id);
      if (!ours) return before !== null ? null : { session, since: '0', received: 0 };
      if (mark.data.finished) return null;
      const here = checkpointSchema.safeParse(before);
      const there = checkpointSchema.safeParse(await source.readLocal(id));
      const same = here.success && there.success && there.data.session_id === here.data.session_id;
      if (!same || here.data.session_id !== mark.data.session) {
        return { session, since: '0', received: 0 };
      }
      const { received } = mark.data;
      return { session: mark.data.session, since: there.data.last_seq, received };
    },
    keep: async ({ session, since, received }, finished) => {
      const checkpoint = {
        _id: id,
        session_id: session,
        last_seq: since,
        history: [{ session_id: session, last_seq: since }],
        replicator: 'pouchdb',
        version: 1,
      };
      const mark = { _id: markId, checkpoint: id, session, received };
      const revs = await Promise.all([db.read(id), db.read(markId)]);
      await db.write([
        { ...checkpoint, ...revision(revs[0]) },
        { ...mark, ...revision(revs[1]), finished: false },
      ]);
      // CouchDB asks for no revision of a local document; the last write wins.
      await source.writeLocal(id, checkpoint);
      if (!finished) return;
      await db.write([{ ...mark, ...revision(await db.read(markId)), finished: true }]);
    },
  };
}

function revision(document: { readonly _rev: string } | null): { readonly _rev?: string } {
  return document === null ? {} : { _rev: document._rev };
}
