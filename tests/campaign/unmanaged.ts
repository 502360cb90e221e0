import { z } from 'zod';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { fingerprint, rawClient } from '../support/couchdb-client.ts';
import type { Remains } from '../support/pollute.ts';

const infoSchema = z.object({ update_seq: z.union([z.string(), z.number()]) });

/** By name: content, security and sequence of every database and user that no console manages. */
export async function remainsFingerprint(
  server: CouchDbAddress,
  remains: Remains,
): Promise<ReadonlyMap<string, string>> {
  const admin = rawClient(server, server);
  const prints = new Map<string, string>();
  for (const name of remains.databases) {
    const { body } = await admin('GET', `/${encodeURIComponent(name)}`);
    // The number before the hyphen counts every write, an identical `_security` included.
    const [sequence = ''] = String(infoSchema.parse(body).update_seq).split('-');
    prints.set(name, `${sequence} ${await fingerprint(admin, name)}`);
  }
  for (const name of remains.users) {
    const { body } = await admin(
      'GET',
      `/_users/${encodeURIComponent(`org.couchdb.user:${name}`)}`,
    );
    prints.set(`the user ${name}`, JSON.stringify(body));
  }
  return prints;
}

/** Names whose fingerprint is another one now. */
export function remainsDifference(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...before.keys()].filter((name) => before.get(name) !== after.get(name));
}
