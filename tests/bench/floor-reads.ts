import { z } from 'zod';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { openRawConnections } from './raw-client.ts';
import { timed, type Timed } from './result.ts';

const namesSchema = z.array(z.string());
const databasesAtOnce = 100;
const usersAtOnce = 200;

/**
 * Reads by raw requests what tells whether a fleet is as it should be: the list of databases, their
 * figures, every `_security` and every design document, every account. The answers are received and, but
 * for the list, not looked at.
 */
export async function readRaw(
  server: CouchDbAddress,
  connections: number,
): Promise<Timed<void> & { readonly requests: number }> {
  let requests = 0;
  const raw = await openRawConnections(server, connections);
  try {
    const took = await timed(async () => {
      let text = '';
      await raw.forEach([null], async (send) => {
        text = await send('GET', '/_all_dbs', null, true);
      });
      requests += 1;
      const names = namesSchema.parse(JSON.parse(text)).filter((name) => name.startsWith('shop_'));
      const users = [...new Set(names.map((name) => name.replace(/_[a-z]+$/, '')))].flatMap(
        (tenant) => [`org.couchdb.user:${tenant}_sync`, `org.couchdb.user:${tenant}_admin`],
      );
      const bulk = [
        ...groupsOf(names, databasesAtOnce).map((keys) => ({ path: '/_dbs_info', keys })),
        ...groupsOf(users, usersAtOnce).map((keys) => ({
          path: '/_users/_all_docs?include_docs=true',
          keys,
        })),
      ];
      const single = names.flatMap((name) => [
        `/${name}/_security`,
        `/${name}/_design_docs?include_docs=true`,
      ]);
      requests += bulk.length + single.length;
      const everything = [
        ...bulk.map(({ path, keys }) => ({ path, body: JSON.stringify({ keys }) })),
        ...single.map((path) => ({ path, body: null })),
      ];
      await raw.forEach(everything, (send, { path, body }) =>
        body === null ? send('GET', path) : send('POST', path, body),
      );
    });
    return { ...took, requests };
  } finally {
    await raw.close();
  }
}

function groupsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
