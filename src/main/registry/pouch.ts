import PouchDB from 'pouchdb';
import leveldbAdapter from 'pouchdb-adapter-leveldb';
import { z } from 'zod';
import { ConsoleError, type MyCouchError } from '../../shared/errors.ts';
import { readTree, type TreeEnd } from './conflict-tree.ts';
import {
  openReplication,
  type InterruptibleReplication,
  type ReplicationOptions,
} from './replicate.ts';
import type { PulledDocument } from './first-pull-batches.ts';
import { createLevelStore, type LevelStore } from './level-store.ts';
import type { Replication, ReplicationTarget } from './replication.ts';
import { pullReplicationId } from './replication-id.ts';
import { storageError } from './storage-error.ts';

PouchDB.plugin(leveldbAdapter);

/**
 * Bytes that LevelDB keeps in memory and in its log before it sorts them into files; 4 MiB unless given. A
 * first sync costs a sixth less with this; what a start has to read of the log stays too little to be felt.
 */
const writeBufferSize = 16 * 2 ** 20;

const bodySchema = z.looseObject({ _id: z.string(), _rev: z.string() });
const changesSchema = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      seq: z.number().int(),
      deleted: z.boolean().optional(),
      changes: z.array(z.object({ rev: z.string() })).min(1),
      doc: bodySchema.optional(),
    }),
  ),
});
const rowSchema = z.union([
  z.object({ ok: z.literal(true), id: z.string(), rev: z.string() }),
  z.object({ error: z.unknown(), id: z.string(), status: z.number().optional() }),
]);
const documentsSchema = z.object({
  rows: z.array(z.object({ key: z.string(), doc: z.unknown().optional() })),
});
const conflictSchema = z.object({ status: z.literal(409) });
const missingSchema = z.object({ status: z.literal(404) });
const infoSchema = z.object({ update_seq: z.number().int() });

export type DocumentBody = z.infer<typeof bodySchema>;
export type LocalChange = z.infer<typeof changesSchema>['results'][number];

/** PouchDB copies plain objects that it is given, whole; this one it takes as it is. */
class RevisionsRequest {
  readonly docs: PulledDocument[];
  readonly new_edits = false;
  constructor(documents: readonly PulledDocument[]) {
    this.docs = [...documents];
  }
}

/** What became of one document of a batch. */
export type WriteOutcome =
  { readonly id: string; readonly rev: string } | { readonly id: string; readonly status: number };

/** The local database, with every answer parsed and every failure in the product's words. */
export interface LocalDatabase {
  /** Changes after a sequence, oldest first, winning revisions; `_conflicts` in `doc` where there are any. */
  readonly changes: (
    since: number,
    limit: number,
    withDocuments: boolean,
  ) => Promise<readonly LocalChange[]>;
  /** One revision's body, or null where it is not here. */
  readonly revision: (id: string, rev: string) => Promise<DocumentBody | null>;
  /** All ends of a document's revision tree; empty where there is no such document. */
  readonly leaves: (id: string) => Promise<readonly TreeEnd[]>;
  /** A document's body, `_local/` ones included, or null. */
  readonly read: (id: string) => Promise<DocumentBody | null>;
  /** Bodies in the order of the ids; undefined for one that is not here. */
  readonly readMany: (ids: readonly string[]) => Promise<readonly unknown[]>;
  readonly write: (
    documents: readonly Readonly<Record<string, unknown>>[],
  ) => Promise<readonly WriteOutcome[]>;
  /**
   * Writes leaves with their `_revisions`, as replication does; one that is here already changes nothing.
   * The documents belong to the database then.
   * @param known `'new'`: the caller is certain that none of these documents is here, not even deleted,
   *   and keeps everybody else from writing meanwhile
   */
  readonly writeRevisions: (documents: readonly PulledDocument[], known?: 'new') => Promise<void>;
  /** Name of the checkpoint of a pull from there. */
  readonly pullId: (target: ReplicationTarget, signal: AbortSignal) => Promise<string>;
  readonly updateSeq: () => Promise<number>;
  readonly replicate: (target: ReplicationTarget, options: ReplicationOptions) => Replication;
  readonly close: () => Promise<void>;
}

/**
 * Opens the database in a directory.
 *
 * A write that fails, as on a full disk, can leave half a record at the end of LevelDB's log; whatever is
 * written after it would be acknowledged and yet be gone at the next start. So after a failed write
 * nothing more is written before the database was closed and opened again, which repairs the log. Running
 * replications end with an error then.
 * @param aroundForeignWrites runs every write that replication makes, so that the caller can keep it
 *   apart from its own. Errors: `data-in-use`, `disk-full`, `storage-failed`.
 */
export async function openLocalDatabase(
  directory: string,
  aroundForeignWrites: <T>(write: () => Promise<T>) => Promise<T>,
): Promise<LocalDatabase> {
  const replications = new Set<InterruptibleReplication>();
  /** Readings under way. */
  const reads = new Set<Promise<unknown>>();
  let condition: 'good' | 'write-failed' | 'closed' = 'closed';
  /** Why the last write that failed did. */
  let failure: MyCouchError = openedAgain();
  let reopening: Promise<void> | null = null;
  let database = create();

  /** A handle whose writes, replication's among them, go one at a time and are watched. */
  function create(): {
    readonly db: PouchDB;
    readonly write: PouchDB['bulkDocs'];
    readonly noneOf: LevelStore['noneOf'];
  } {
    const level = createLevelStore();
    const db = new PouchDB(directory, { adapter: 'leveldb', db: level.open, writeBufferSize });
    const bulkDocs = db.bulkDocs.bind(db);
    const put = db.put.bind(db);
    async function watched<T>(write: () => Promise<T>): Promise<T> {
      // What waited its turn behind a write that failed fails for the same reason.
      if (condition === 'write-failed' && database.db === db) throw failure;
      try {
        return await guarded(write);
      } catch (error) {
        // A replication that was interrupted may still hold the handle before this one.
        if (database.db === db) {
          condition = 'write-failed';
          failure = storageError(error);
        }
        throw error;
      }
    }
    db.bulkDocs = (request, options) =>
      aroundForeignWrites(() => watched(() => bulkDocs(request, options)));
    // Checkpoints; a conflict between two of them is no failure to write.
    db.put = (document) => aroundForeignWrites(() => watchedPut(() => put(document), watched));
    return { db, write: (request) => watched(() => bulkDocs(request)), noneOf: level.noneOf };
  }

  function reopen(): Promise<void> {
    reopening ??= closeAndOpen().finally(() => {
      reopening = null;
    });
    return reopening;
  }

  async function closeAndOpen(): Promise<void> {
    for (const replication of replications) {
      replication.interrupt(openedAgain());
    }
    // A reading whose database is closed under it would never be answered.
    await Promise.allSettled(reads);
    if (condition !== 'closed') await database.db.close().catch(() => undefined);
    condition = 'closed';
    database = create();
    await guarded(() => database.db.info());
    condition = 'good';
  }

  async function read<T>(action: (db: PouchDB) => Promise<T>): Promise<T> {
    if (condition === 'closed' || reopening !== null) await reopen();
    const running = guarded(() => action(database.db));
    reads.add(running);
    try {
      return await running;
    } finally {
      reads.delete(running);
    }
  }

  await guarded(() => database.db.info());
  condition = 'good';

  return {
    changes: async (since, limit, withDocuments) => {
      const answer = await read((db) =>
        db.changes({ since, limit, include_docs: withDocuments, conflicts: withDocuments }),
      );
      return changesSchema.parse(answer).results;
    },
    revision: (id, rev) => read((db) => orNull(() => db.get(id, { rev }))),
    leaves: (id) => read((db) => readTree(db, id)),
    read: (id) => read((db) => orNull(() => db.get(id))),
    readMany: async (ids) => {
      if (ids.length === 0) return [];
      const answer = await read((db) => db.allDocs({ keys: ids, include_docs: true }));
      return documentsSchema.parse(answer).rows.map(({ doc }) => doc ?? undefined);
    },
    write: async (documents) => {
      if (condition !== 'good') await reopen();
      const answer = await database.write({ docs: documents });
      return z
        .array(rowSchema)
        .parse(answer)
        .map((row) =>
          'ok' in row ? { id: row.id, rev: row.rev } : { id: row.id, status: row.status ?? 500 },
        );
    },
    writeRevisions: async (documents, known) => {
      // What failed before may have been written all the same, which shows only after opening again.
      if (condition !== 'good') await reopen();
      else if (known === 'new') database.noneOf(documents.map(({ _id }) => _id));
      const answer = await database.write(new RevisionsRequest(documents));
      // Only those that failed are told of.
      if (z.array(z.unknown()).parse(answer).length > 0) {
        throw storageError(new Error('a document was not taken'));
      }
    },
    pullId: (target, signal) => read((db) => pullReplicationId(db, target, signal)),
    updateSeq: async () => infoSchema.parse(await read((db) => db.info())).update_seq,
    replicate: (target, options) => {
      const begin = (): Replication => {
        const replication = openReplication(database.db, target, options);
        replications.add(replication);
        const forget = () => replications.delete(replication);
        replication.ended.then(forget, forget);
        return replication;
      };
      return condition === 'good' ? begin() : afterReopening(reopen, begin);
    },
    close: async () => {
      if (condition !== 'closed') await guarded(() => database.db.close());
    },
  };
}

function openedAgain(): ConsoleError {
  return new ConsoleError('storage-failed', 'The local registry had to be opened again.', {
    remedy: 'Replication starts again by itself.',
  });
}

/** A replication that begins once its database was opened again. */
function afterReopening(reopen: () => Promise<void>, begin: () => Replication): Replication {
  let begun: Replication | null = null;
  let stopped = false;
  const ended = reopen().then(() => {
    if (stopped) return;
    begun = begin();
    return begun.ended;
  });
  // Whoever only calls `stop` need not listen to `ended`.
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      stopped = true;
      await begun?.stop();
      await ended.catch(() => undefined);
    },
  };
}

async function watchedPut(
  put: () => Promise<unknown>,
  watched: <T>(write: () => Promise<T>) => Promise<T>,
): Promise<unknown> {
  const outcome = await watched(async () => {
    try {
      return { answer: await put() };
    } catch (error) {
      if (conflictSchema.safeParse(error).success) return { conflict: error };
      throw error;
    }
  });
  if ('conflict' in outcome) throw outcome.conflict;
  return outcome.answer;
}

async function guarded<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw storageError(error);
  }
}

async function orNull(read: () => Promise<unknown>): Promise<DocumentBody | null> {
  try {
    return bodySchema.parse(await read());
  } catch (error) {
    if (missingSchema.safeParse(error).success) return null;
    throw storageError(error);
  }
}
