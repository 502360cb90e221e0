import { join } from 'node:path';
import type { Console } from '../../src/main/console/ports.ts';
import { logDatabase, registryDatabase } from '../../src/shared/naming.ts';
import { localLeaves, watchAgreements } from '../support/agreement-watcher.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';

/** Holds every claim of a console to be in agreement against both sides. */
export interface Claims {
  /** Resolves when every claim up to now was looked at. */
  readonly settled: () => Promise<void>;
  /** Before the server is set back: what was claimed of it holds no more. */
  readonly serverSetBack: () => void;
  /** Looks to the end and names the claims that did not hold. */
  readonly stop: () => Promise<void>;
}

const watched = [
  { database: registryDatabase, folder: 'registry' },
  { database: logDatabase, folder: 'log' },
] as const;

/** Watches a console whose only server is this one, in the folders that belong to the first server. */
export function watchClaims(options: {
  readonly console: Console;
  readonly name: string;
  readonly directory: string;
  readonly server: CouchDbAddress;
  readonly violated: (what: string) => void;
  readonly count: (what: string, many?: number) => void;
}): Claims {
  const { console, name, directory, server, violated, count } = options;
  const remote = rawClient(server, server);
  const watchers = watched.map(({ database, folder }) => ({
    database,
    ...watchAgreements({
      statuses: (listener) =>
        console.events.on('sync.changed', (changed) => {
          if (changed.database !== database) return;
          void console.api.sync.overview(undefined).then(({ databases }) => {
            const status = databases.find((one) => one.database === database);
            if (status !== undefined) listener(status);
          });
        }),
      local: localLeaves(join(directory, folder)),
      remote,
      database,
    }),
  }));
  let told = false;
  return {
    settled: async () => {
      for (const watcher of watchers) await watcher.settled();
    },
    serverSetBack: () => {
      for (const watcher of watchers) watcher.serverSetBack();
    },
    stop: async () => {
      for (const { database, ...watcher } of watchers) {
        await watcher.stop();
        if (told) continue;
        count(`claims checked: ${database}`, watcher.checked());
        for (const wrong of watcher.violations())
          violated(`${name} said ${database} agrees: ${wrong}`);
      }
      told = true;
    },
  };
}
