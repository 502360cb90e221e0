import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { openRawConnections } from './raw-client.ts';
import { seedLeaves, type SeedLeaf } from './sync-seed.ts';

const batchSize = 1000;

/** Creates the database with so many registry documents and their histories. */
export async function seedDatabase(
  server: CouchDbAddress,
  database: string,
  documents: number,
): Promise<void> {
  const raw = await openRawConnections(server, 2);
  try {
    await raw.forEach(['one'], (send) => send('PUT', `/${database}?q=2`));
    await raw.forEach(batches(seedLeaves(documents)), async (send, docs) => {
      const body = JSON.stringify({ new_edits: false, docs });
      // Errors are in the answer's rows; success answers none.
      const answer = await send('POST', `/${database}/_bulk_docs`, body, true);
      if (answer.trim() !== '[]')
        throw new Error(`a document was not taken: ${answer.slice(0, 200)}`);
    });
  } finally {
    await raw.close();
  }
}

function batches(leaves: Iterable<SeedLeaf>): readonly (readonly SeedLeaf[])[] {
  const all: SeedLeaf[][] = [];
  for (const one of leaves) {
    const last = all.at(-1);
    if (last === undefined || last.length >= batchSize) all.push([one]);
    else last.push(one);
  }
  return all;
}
