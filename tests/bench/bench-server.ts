import type { CouchDbServer } from '../support/couchdb-address.ts';
import { findCouchDb, startCouchDb, type CouchDbChoice } from '../support/couchdb-server.ts';
import { consoleDatabases, emptyServer } from '../support/empty-server.ts';

/** Servers to measure on: a new and empty one for every run where they are ours to start. */
export interface BenchServers {
  /** Which CouchDB, and how runs are kept apart. */
  readonly description: string;
  readonly take: () => Promise<CouchDbServer>;
  readonly giveBack: (server: CouchDbServer) => Promise<void>;
}

/**
 * `COUCHDB_URL`, else a private CouchDB, else the practice server. An external server must have neither a
 * registry nor databases of the shop blueprint, since they are removed after each run.
 */
export async function benchServers(): Promise<BenchServers> {
  const choice = await findCouchDb(process.env);
  const probe = await startCouchDb(choice);
  const { kind, version } = probe;
  if (kind === 'external') {
    const found = await consoleDatabases(probe);
    if (found.length > 0) {
      throw new Error(
        `COUCHDB_URL names a server that has ${found.length} databases of a console (${found.slice(0, 3).join(', ')} …). ` +
          'Those would be mixed up with the measurement: name a server without any.',
      );
    }
  }
  await probe.stop();
  return {
    description: `${describe(choice)} ${version}; ${
      kind === 'external'
        ? 'emptied after every run'
        : 'a new server for every run of the floor and of ours'
    }`,
    take: () => startCouchDb(choice),
    giveBack: async (server) => {
      if (server.kind === 'external') await emptyServer(server);
      else await server.kill?.();
      await server.stop();
    },
  };
}

function describe(choice: CouchDbChoice): string {
  switch (choice.kind) {
    case 'external':
      return 'CouchDB of COUCHDB_URL';
    case 'private':
      return 'private CouchDB';
    case 'practice':
      return 'the practice server, which is no CouchDB: its figures say nothing about one; version';
  }
}
