import { join } from 'node:path';
import { z } from 'zod';
import { safestAccount } from '../../shared/conflicts/safest-account.ts';
import { safestServer } from '../../shared/conflicts/safest-server.ts';
import { safestTenant } from '../../shared/conflicts/safest-tenant.ts';
import type { Account } from '../../shared/documents/account.ts';
import { leaseDocumentId } from '../../shared/documents/lease.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import type { Server } from '../../shared/documents/server.ts';
import type { Tenant } from '../../shared/documents/tenant.ts';
import { readEntry, type Entry } from './entry.ts';
import { readIndexFile, readLeaf, writeIndexFile, type IndexPosition } from './index-file.ts';
import { createIndexState, type IndexState } from './index-state.ts';
import type { DocumentBody, LocalChange, LocalDatabase } from './pouch.ts';
import type { RegistryChange } from './registry.ts';

const batchSize = 1000;
const conflictsSchema = z.object({ _conflicts: z.array(z.string()).default([]) });

/** Keeps the index in step with the database. */
export interface Indexer {
  readonly state: IndexState;
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
  let position: IndexPosition = { databaseUuid, seq: 0, lastId: '', lastRev: '' };
  let savedSeq = 0;
  let running: Promise<void> | null = null;
  let again = false;

  const stored = await readIndexFile(path);
  if (stored?.position.databaseUuid === databaseUuid && (await stillThere(db, stored.position))) {
    for (const { id, entry, leaves } of stored.entries) state.put(id, entry, leaves);
    position = stored.position;
    savedSeq = position.seq;
  }

  async function readChanges(): Promise<void> {
    for (;;) {
      const changes = await db.changes(position.seq, batchSize, true);
      const last = changes.at(-1);
      if (last === undefined) return;
      const leaves = await readLeaves(db, changes);
      const accounts = await readOtherLeaves(db, changes, 'account');
      const servers = await readOtherLeaves(db, changes, 'server');
      for (const change of changes) {
        applyChange(state, change, {
          tenants: leaves.get(change.id) ?? [],
          accounts: accounts.get(change.id) ?? [],
          servers: servers.get(change.id) ?? [],
        });
      }
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
      const none = { tenants: [], accounts: [], servers: [] };
      applyChange(state, { ...change, changes: [{ rev: doc._rev }] }, none);
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
    seq: () => position.seq,
    catchUp,
    take: async (documents, before) => {
      if (!(await takeWritten(documents, before))) await catchUp();
    },
    save: async () => {
      if (position.seq === savedSeq) return;
      const saving = position;
      const entries = [...state.entries()].map(([id, entry]) => ({
        id,
        entry,
        leaves: state.leaves(id),
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

/** Conflicting leaves of the tenant documents among the changes, by id. */
async function readLeaves(
  db: LocalDatabase,
  changes: readonly LocalChange[],
): Promise<ReadonlyMap<string, readonly Tenant[]>> {
  const leaves = new Map<string, readonly Tenant[]>();
  for (const { id, doc } of changes) {
    if (!id.startsWith('tenant_')) continue;
    const revs = conflictsSchema.parse(doc ?? {})._conflicts;
    const bodies = await Promise.all(revs.map((rev) => db.revision(id, rev)));
    const read = bodies.flatMap((body) => readLeaf(id, body) ?? []);
    if (read.length > 0) leaves.set(id, read);
  }
  return leaves;
}

/**
 * The same of another kind of document. They are read with every change of the document, so what was
 * decided over them is in its entry and they need not be kept.
 */
async function readOtherLeaves<Kind extends 'account' | 'server'>(
  db: LocalDatabase,
  changes: readonly LocalChange[],
  kind: Kind,
): Promise<ReadonlyMap<string, readonly Extract<IndexedDocument, { type: Kind }>[]>> {
  const leaves = new Map<string, readonly Extract<IndexedDocument, { type: Kind }>[]>();
  for (const { id, doc } of changes) {
    if (!id.startsWith(`${kind}_`)) continue;
    const revs = conflictsSchema.parse(doc ?? {})._conflicts;
    const read: Extract<IndexedDocument, { type: Kind }>[] = [];
    for (const rev of revs) {
      const body = await db.revision(id, rev);
      const entry = body === null ? null : readEntry(id, rev, body);
      if (entry?.kind === 'document' && isOf(entry.document, kind)) read.push(entry.document);
    }
    if (read.length > 0) leaves.set(id, read);
  }
  return leaves;
}

function isOf<Kind extends IndexedDocument['type']>(
  document: IndexedDocument,
  kind: Kind,
): document is Extract<IndexedDocument, { type: Kind }> {
  return document.type === kind;
}

function applyChange(
  state: IndexState,
  change: LocalChange,
  leaves: {
    readonly tenants: readonly Tenant[];
    readonly accounts: readonly Account[];
    readonly servers: readonly Server[];
  },
): void {
  const { id, doc } = change;
  if (id.startsWith('_design/')) return;
  if (change.deleted === true || doc === undefined) {
    state.remove(id);
    return;
  }
  const entry = readEntry(id, doc._rev, withoutConflicts(doc));
  const safest = withSafestCredential(withSafestAccess(entry, leaves.tenants), leaves.accounts);
  state.put(id, withSafestMarks(safest, leaves.servers), leaves.tenants);
}

function withSafestMarks(entry: Entry, leaves: readonly Server[]): Entry {
  if (leaves.length === 0 || entry.kind !== 'document' || entry.document.type !== 'server') {
    return entry;
  }
  return { ...entry, document: safestServer(entry.document, leaves) };
}

function withSafestAccess(entry: Entry, leaves: readonly Tenant[]): Entry {
  if (leaves.length === 0 || entry.kind !== 'document' || entry.document.type !== 'tenant') {
    return entry;
  }
  return { ...entry, document: safestTenant(entry.document, leaves) };
}

function withSafestCredential(entry: Entry, leaves: readonly Account[]): Entry {
  if (leaves.length === 0 || entry.kind !== 'document' || entry.document.type !== 'account') {
    return entry;
  }
  return { ...entry, document: safestAccount(entry.document, leaves) };
}

function withoutConflicts(doc: DocumentBody): DocumentBody {
  const { _conflicts, ...body } = doc;
  return _conflicts === undefined ? doc : body;
}
