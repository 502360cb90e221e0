import { z } from 'zod';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { openRawConnections, type RawConnections } from './raw-client.ts';
import { timed, type Timed } from './result.ts';

/** A raw way to read all documents of a database. */
export interface SyncFloor {
  readonly name: string;
  readonly read: (server: CouchDbAddress, database: string) => Promise<Timed<void>>;
}

const feedSchema = z.object({
  results: z.array(z.object({ id: z.string(), changes: z.array(z.object({ rev: z.string() })) })),
});

/**
 * The two raw ways: the feed with bodies, which has no histories, and the feed without bodies with
 * `_bulk_get` of all leaves and their histories, in the sizes and numbers that may be the best. They read
 * and throw away; only the ids that have to be asked for are looked at.
 */
export const syncFloors: readonly SyncFloor[] = [
  {
    name: '_changes with bodies',
    read: (server, database) =>
      reading(server, 1, (raw) =>
        raw.forEach(['one'], (send) =>
          send('GET', `/${database}/_changes?style=all_docs&include_docs=true&seq_interval=1000`),
        ),
      ),
  },
  ...[
    { size: 200, connections: 8 },
    { size: 400, connections: 4 },
    { size: 400, connections: 2 },
  ].map(({ size, connections }) => ({
    name: `_changes and ${connections} × _bulk_get of ${size}`,
    read: (server: CouchDbAddress, database: string) =>
      reading(server, connections, (raw) => readLeaves(raw, database, size)),
  })),
];

function reading(
  server: CouchDbAddress,
  connections: number,
  work: (raw: RawConnections) => Promise<void>,
): Promise<Timed<void>> {
  return timed(async () => {
    const raw = await openRawConnections(server, connections);
    try {
      await work(raw);
    } finally {
      await raw.close();
    }
  });
}

async function readLeaves(raw: RawConnections, database: string, size: number): Promise<void> {
  let feed = '';
  await raw.forEach(['one'], async (send) => {
    const path = `/${database}/_changes?style=all_docs&seq_interval=1000`;
    feed = await send('GET', path, null, true);
  });
  const leaves = feedSchema
    .parse(JSON.parse(feed))
    .results.flatMap(({ id, changes }) => changes.map(({ rev }) => ({ id, rev })));
  const bodies: string[] = [];
  for (let at = 0; at < leaves.length; at += size) {
    bodies.push(JSON.stringify({ docs: leaves.slice(at, at + size) }));
  }
  await raw.forEach(bodies, (send, body) => send('POST', `/${database}/_bulk_get?revs=true`, body));
}
