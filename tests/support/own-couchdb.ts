import type { CouchDbServer } from './couchdb-address.ts';
import { findCouchDb, startCouchDb } from './couchdb-server.ts';

/** The best server that nobody else uses, for tests that empty theirs: never one that an address names. */
export async function startOwnCouchDb(): Promise<CouchDbServer> {
  return startCouchDb(await findCouchDb({ ...process.env, COUCHDB_URL: '' }));
}
