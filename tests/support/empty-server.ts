import { z } from 'zod';
import { rawClient } from './couchdb-client.ts';
import type { CouchDbAddress } from './couchdb-address.ts';

const namesSchema = z.array(z.string());
const usersSchema = z.object({
  rows: z.array(z.object({ id: z.string(), value: z.object({ rev: z.string() }) })),
});

const atOnce = 16;

/** True for what a console makes: its registry and the databases of the shop blueprint. */
const isOurs = (name: string): boolean => /^(shop_|couch-sitter)/.test(name);

/** Databases of the console and of its tenants that are on the server now. */
export async function consoleDatabases(server: CouchDbAddress): Promise<readonly string[]> {
  const { body } = await rawClient(server, server)('GET', '/_all_dbs');
  return namesSchema.parse(body).filter(isOurs);
}

/**
 * Takes away the registry, the tenants' databases and every user that a console makes, whoever's they are:
 * for servers that a test has for itself. What else is there stays.
 */
export async function emptyServer(server: CouchDbAddress): Promise<void> {
  const admin = rawClient(server, server);
  const left = (await consoleDatabases(server)).values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const name of left) await admin('DELETE', `/${encodeURIComponent(name)}`);
    }),
  );
  const { body } = await admin('GET', '/_users/_all_docs');
  const users = usersSchema
    .parse(body)
    .rows.filter(({ id }) => /^org\.couchdb\.user:(shop_|mycouch-operator)/.test(id));
  if (users.length === 0) return;
  await admin('POST', '/_users/_bulk_docs', {
    docs: users.map(({ id, value }) => ({ _id: id, _rev: value.rev, _deleted: true })),
  });
}
