import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { fileKeychain } from '../support/file-keychain.ts';
import { openTestConsole, syncStatus } from '../support/test-console.ts';

/** Makes tenants in a console's registry, as an import does. */
export async function importFleet(console: Console, tenants: number): Promise<void> {
  const lines = Array.from({ length: tenants }, (_, index) => {
    const key = `bench-${String(index).padStart(5, '0')}`;
    return `${key},Tenant ${key}`;
  });
  const { created, problems } = await console.api.tenants.importCsv({
    text: ['key,name', ...lines].join('\r\n'),
  });
  if (created !== tenants) throw new Error(`not imported: ${JSON.stringify(problems.slice(0, 3))}`);
}

/** As the command line opens it: no sweep runs beside what is measured. */
export function openBenchConsole(directory: string): Promise<Console> {
  return openTestConsole(directory, {
    keychain: fileKeychain(directory),
    passphrase: null,
    replication: 'on-demand',
  });
}

/** Connects, and waits until the registry is on the server. */
export async function connectBench(console: Console, server: CouchDbAddress): Promise<void> {
  const { url, username, password } = server;
  await console.api.connection.connect({ url, username, password });
  await settled(console);
}

/** Resolves once nothing waits to be replicated. */
export async function settled(console: Console): Promise<void> {
  await console.api.sync.now(undefined);
  await syncStatus(console, ({ state }) => state === 'synced');
}
