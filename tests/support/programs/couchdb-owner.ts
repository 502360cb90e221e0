import { startCouchDb } from '../couchdb-server.ts';

/** Owns a server and does nothing else, so that a test may kill it. */
const server = await startCouchDb();
process.stdout.write(`${server.url}\n`);
setInterval(() => undefined, 60_000);
