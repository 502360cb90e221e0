/**
 * Replicates a registry with a server under a limit on the size of a file, which LevelDB's log meets as it
 * would a full disk. Prints `STATE CODE` for every change of the status, `acknowledged ID` for what it wrote.
 */
import { writeSync } from 'node:fs';
import { createTransport } from '../../../src/couch/create-transport.ts';
import { createTenant } from '../../../src/shared/commands/create-tenant.ts';
import { tenantDocumentId } from '../../../src/shared/documents/tenant.ts';
import { startSync } from '../../../src/main/sync/start-sync.ts';
import { openPreparedRegistry } from '../open-test-registry.ts';
import { sampleTenant, systemClock } from '../registry-samples.ts';

// Without a handler the limit would end the process instead of failing the write.
process.on('SIGXFSZ', () => undefined);

const [directory = '', url = '', database = '', username = ''] = process.argv.slice(2);
const credentials = { username, password: process.env['SERVER_PASSWORD'] ?? '' };
const registry = await openPreparedRegistry(directory);
const { tenantId } = await registry.execute(createTenant(sampleTenant('before')));
writeSync(1, `acknowledged ${tenantDocumentId(tenantId)}\n`);
const transport = createTransport({ url, credentials, clock: systemClock, random: Math.random });
let told = '';
startSync({
  store: registry,
  transport,
  database,
  couchdbUuid: 'the server',
  clock: systemClock,
  random: Math.random,
  verify: () => Promise.resolve(),
  onStatus: ({ state, error }) => {
    const line = `${state} ${error?.code ?? 'none'}`;
    if (line !== told) writeSync(1, `${line}\n`);
    told = line;
  },
  onSetBack: ({ code }) => {
    writeSync(1, `set back ${code}\n`);
  },
});
// The clock's timers alone keep no process alive.
setInterval(() => undefined, 60_000);
