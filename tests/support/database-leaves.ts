import { createHash } from 'node:crypto';
import PouchDB from 'pouchdb';
import leveldbAdapter from 'pouchdb-adapter-leveldb';
import { z } from 'zod';

PouchDB.plugin(leveldbAdapter);

const pageSize = 1000;
const pageSchema = z.object({
  results: z.array(z.object({ id: z.string(), changes: z.array(z.object({ rev: z.string() })) })),
  last_seq: z.union([z.string(), z.number()]),
});
/** Without what each side computes for itself. */
const attachmentsSchema = z
  .record(z.string(), z.object({ content_type: z.string(), data: z.string() }))
  .optional();
const bodiesSchema = z.object({
  results: z.array(
    z.object({
      docs: z.array(z.object({ ok: z.looseObject({ _id: z.string(), _rev: z.string() }) })),
    }),
  ),
});

/**
 * A digest of every leaf of every document, its body, its history, its deletion, by `id rev`. Design
 * documents among them, `_local` ones not.
 */
async function databaseLeaves(database: PouchDB): Promise<ReadonlyMap<string, string>> {
  const leaves = new Map<string, string>();
  for (let since: string | number = 0; ;) {
    const options = { since, limit: pageSize, style: 'all_docs' as const };
    const { results, last_seq } = pageSchema.parse(await database.changes(options));
    if (results.length === 0) return leaves;
    since = last_seq;
    const docs = results.flatMap(({ id, changes }) => changes.map(({ rev }) => ({ id, rev })));
    const bodies = bodiesSchema.parse(
      await database.bulkGet({ docs, revs: true, attachments: true }),
    );
    for (const { ok } of bodies.results.flatMap((row) => row.docs)) {
      leaves.set(`${ok._id} ${ok._rev}`, digest(ok));
    }
  }
}

/** The same of a database in a directory that nobody has open. */
export async function storedLeaves(directory: string): Promise<ReadonlyMap<string, string>> {
  const database = new PouchDB(directory, { adapter: 'leveldb' });
  try {
    return await databaseLeaves(database);
  } finally {
    await database.close();
  }
}

/** The same of a database on a server. */
export async function serverLeaves(
  url: string,
  fetch: typeof globalThis.fetch,
): Promise<ReadonlyMap<string, string>> {
  const database = new PouchDB(url, { skip_setup: true, fetch });
  try {
    return await databaseLeaves(database);
  } finally {
    await database.close();
  }
}

function digest(document: Readonly<Record<string, unknown>>): string {
  const attachments = attachmentsSchema.parse(document['_attachments']);
  const sorted = Object.entries({ ...document, _attachments: attachments }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return createHash('md5').update(JSON.stringify(sorted)).digest('hex');
}
