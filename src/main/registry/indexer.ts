import { join } from 'node:path';
import { leaseDocumentId } from '../../shared/documents/lease.ts';
import { safestEntry, type OtherLeaves } from '../../shared/registry/safest-entry.ts';
import { otherRevs, readOtherLeaves } from './conflict-leaves.ts';
import { openOwnEdits, type OwnEdits } from './conflict-own-edits.ts';
import { readEntry } from '../../shared/registry/entry.ts';
import { deletedRevocation } from '../../shared/registry/registry-memory.ts';
import { readIndexFile, writeIndexFile, type IndexPosition } from './index-file.ts';
import { createIndexState, type IndexState } from './index-state.ts';
import type { DocumentBody, LocalChange, LocalDatabase } from './pouch.ts';
import type { RegistryChange } from './replication.ts';

const batchSize = 1000;

/** Keeps the index in step with the database. */
export interface Indexer {
  readonly state: IndexState;
  readonly ownEdits: OwnEdits;
  readonly seq: () => number;
  /** Resolves when everything written before the call is in the index. */
  readonly catchUp: () => Promise<void>;
  /**
   * Takes in what was just written, without reading it back, where that is simple: one leaf each, of
   * documents that the index does not know. Reads the changes where it is not.
   * @param before `seq` right before the write
   */
  readonly take: (documents: readonly DocumentBody[], before: number) => Promise<void>;
  /** Writes the index file where anything changed since the last time. */
  readonly save: () => Promise<void>;
}

/**
 * Loads the index from its file where that still fits the database, else from the database.
 *
 * A file fits when it was made of this very database and the last document it had seen is still there
 * in that revision. LevelDB loses only the end of its log, so then everything before is there too; a
 * sequence number alone proves nothing, since PouchDB gives lost numbers out again.
 */
export async function openIndexer(options: {
  readonly db: LocalDatabase;
  readonly directory: string;
  readonly databaseUuid: string;
  readonly onChange: (change: RegistryChange) => void;
}): Promise<Indexer> {
  const { db, databaseUuid } = options;
  const path = join(options.directory, 'index.jsonl');
  const state = createIndexState();
  const ownEdits = await openOwnEdits(db);
  let position: IndexPosition = { databaseUuid, seq: 0, lastId: '', lastRev: '' };
  let savedSeq = 0;
  let running: Promise<void> | null = null;
  let again = false;

  const stored = await readIndexFile(path);
  if (stored?.position.databaseUuid === databaseUuid && (await stillThere(db, stored.position))) {
    for (const { id, entry, others } of stored.entries) state.put(id, entry, others);
    position = stored.position;
    savedSeq = position.seq;
  }

  async function readChanges(): Promise<void> {
    for (;;) {
      const changes = await db.changes(position.seq, batchSize, true);
      const last = changes.at(-1);
      if (last === undefined) return;
      const leaves = await readOtherLeaves(db, changes);
      for (const change of changes) applyChange(state, change, leaves.get(change.id));
      const { seq, id, rev } = { ...last, rev: last.changes[0]?.rev ?? '' };
      position = { databaseUuid, seq, lastId: id, lastRev: rev };
      options.onChange({ onlyLease: changes.every((change) => change.id === leaseDocumentId) });
      if (changes.length < batchSize) return;
    }
  }

  /** False where it cannot be told without reading what came since. */
  async function takeWritten(documents: readonly DocumentBody[], before: number): Promise<boolean> {
    const seq = await db.updateSeq();
    const last = documents.at(-1);
    // Nothing is awaited from here on, so nothing comes between.
    if (last === undefined || running !== null || position.seq !== before) return false;
    if (seq - before !== documents.length) return false;
    if (documents.some(({ _id }) => state.entries().has(_id))) return false;
    for (const doc of documents) {
      const change = { id: doc._id, seq, deleted: doc['_deleted'] === true, doc };
      applyChange(state, { ...change, changes: [{ rev: doc._rev }] }, undefined);
    }
    // A batch is written as a whole: where one of it is there later, all of it is.
    position = { databaseUuid, seq, lastId: last._id, lastRev: last._rev };
    options.onChange({ onlyLease: false });
    return true;
  }

  function catchUp(): Promise<void> {
    again = true;
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  }

  async function run(): Promise<void> {
    do {
      again = false;
      await readChanges();
      // A call that came meanwhile may ask for a write this pass did not see.
    } while (isSet(() => again));
  }

  return {
    state,
    ownEdits,
    seq: () => position.seq,
    catchUp,
    take: async (documents, before) => {
      if (!(await takeWritten(documents, before))) await catchUp();
    },
    save: async () => {
      await ownEdits.save();
      if (position.seq === savedSeq) return;
      const saving = position;
      const entries = [...state.entries()].map(([id, entry]) => ({
        id,
        entry,
        others: state.conflicts().get(id)?.slice(1) ?? [],
      }));
      await writeIndexFile(path, { position: saving, entries });
      savedSeq = saving.seq;
    },
  };
}

/** Read through a function, since the compiler takes a variable set elsewhere for constant here. */
function isSet(flag: () => boolean): boolean {
  return flag();
}

async function stillThere(db: LocalDatabase, position: IndexPosition): Promise<boolean> {
  if (position.seq > (await db.updateSeq())) return false;
  return (await db.revision(position.lastId, position.lastRev)) !== null;
}

function applyChange(
  state: IndexState,
  change: LocalChange,
  leaves: OtherLeaves | undefined,
): void {
  const { id, doc } = change;
  if (id.startsWith('_design/')) return;
  if (change.deleted === true || doc === undefined) {
    const deleted = deletedRevocation(id, change.changes[0]?.rev ?? '');
    if (deleted === null) state.remove(id);
    else state.put(id, deleted, []);
    return;
  }
  const entry = readEntry(id, doc._rev, withoutConflicts(doc));
  const others = id === leaseDocumentId ? [] : otherRevs(change);
  state.put(id, leaves === undefined ? entry : safestEntry(entry, leaves), others);
}

function withoutConflicts(doc: DocumentBody): DocumentBody {
  // Nearly none has any, and a copy of each of many thousand would cost as much as reading them.
  if (doc['_conflicts'] === undefined) return doc;
  const body: DocumentBody = { ...doc };
  delete body['_conflicts'];
  return body;
}
