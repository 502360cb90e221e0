import PouchDB from 'pouchdb';
import leveldbAdapter from 'pouchdb-adapter-leveldb';
import { z } from 'zod';
import { openReplication, type ReplicationOptions } from './replicate.ts';
import type { Replication, ReplicationTarget } from './registry.ts';
import { storageError } from './storage-error.ts';

PouchDB.plugin(leveldbAdapter);

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
const missingSchema = z.object({ status: z.literal(404) });
const infoSchema = z.object({ update_seq: z.number().int() });

export type DocumentBody = z.infer<typeof bodySchema>;
export type LocalChange = z.infer<typeof changesSchema>['results'][number];

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
  /** A document's body, `_local/` ones included, or null. */
  readonly read: (id: string) => Promise<DocumentBody | null>;
  /** Bodies in the order of the ids; undefined for one that is not here. */
  readonly readMany: (ids: readonly string[]) => Promise<readonly unknown[]>;
  readonly write: (
    documents: readonly Readonly<Record<string, unknown>>[],
  ) => Promise<readonly WriteOutcome[]>;
  readonly updateSeq: () => Promise<number>;
  readonly replicate: (target: ReplicationTarget, options: ReplicationOptions) => Replication;
  readonly close: () => Promise<void>;
}

/**
 * Opens the database in a directory.
 * @param aroundForeignWrites runs every write that replication makes, so that the caller can keep it
 *   apart from its own. Errors: `data-in-use`, `disk-full`, `storage-failed`.
 */
export async function openLocalDatabase(
  directory: string,
  aroundForeignWrites: <T>(write: () => Promise<T>) => Promise<T>,
): Promise<LocalDatabase> {
  const db = new PouchDB(directory, { adapter: 'leveldb' });
  const writeDirectly = db.bulkDocs.bind(db);
  // Replication writes through this method; our own batches use the one underneath.
  db.bulkDocs = (request, options) => aroundForeignWrites(() => writeDirectly(request, options));
  await guarded(() => db.info());

  return {
    changes: async (since, limit, withDocuments) => {
      const answer = await guarded(() =>
        db.changes({ since, limit, include_docs: withDocuments, conflicts: withDocuments }),
      );
      return changesSchema.parse(answer).results;
    },
    revision: (id, rev) => orNull(() => db.get(id, { rev })),
    read: (id) => orNull(() => db.get(id)),
    readMany: async (ids) => {
      if (ids.length === 0) return [];
      const answer = await guarded(() => db.allDocs({ keys: ids, include_docs: true }));
      return documentsSchema.parse(answer).rows.map(({ doc }) => doc ?? undefined);
    },
    write: async (documents) => {
      const answer = await guarded(() => writeDirectly({ docs: documents }));
      return z
        .array(rowSchema)
        .parse(answer)
        .map((row) =>
          'ok' in row ? { id: row.id, rev: row.rev } : { id: row.id, status: row.status ?? 500 },
        );
    },
    updateSeq: async () => infoSchema.parse(await guarded(() => db.info())).update_seq,
    replicate: (target, options) => openReplication(db, target, options),
    close: () => guarded(() => db.close()),
  };
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
