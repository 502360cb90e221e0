import PouchDB from 'pouchdb';
import leveldbAdapter from 'pouchdb-adapter-leveldb';
import { z } from 'zod';

PouchDB.plugin(leveldbAdapter);

const pageSize = 500;
const pageSchema = z.object({
  results: z.array(z.object({ id: z.string(), seq: z.number(), doc: z.unknown() })),
});

/** The newest body of every document of a closed registry, deleted ones included, as one JSON text. */
export async function registryBodies(path: string): Promise<string> {
  const database = new PouchDB(path, { adapter: 'leveldb' });
  try {
    const bodies: unknown[] = [];
    for (let since = 0; ;) {
      const { results } = pageSchema.parse(
        await database.changes({ since, limit: pageSize, include_docs: true, conflicts: true }),
      );
      bodies.push(...results.map(({ doc }) => doc));
      const last = results.at(-1);
      if (last === undefined) return JSON.stringify(bodies);
      since = last.seq;
    }
  } finally {
    await database.close();
  }
}

/** Holds a registry open, as another program would. */
export async function holdRegistry(path: string): Promise<{ release: () => Promise<void> }> {
  const database = new PouchDB(path, { adapter: 'leveldb' });
  await database.info();
  return { release: () => database.close() };
}
