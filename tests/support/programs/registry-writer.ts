/**
 * Opens the registry of a directory and creates tenants for ever, printing each key once its command is
 * acknowledged. Killed by the test at a moment of its choosing.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTenant } from '../../../src/shared/commands/create-tenant.ts';
import { ensureBlueprint } from '../../../src/shared/commands/ensure-blueprint.ts';
import { shopBlueprint } from '../../../src/shared/documents/blueprint.ts';
import { makeSigningKey, readSigningKey } from '../../../src/main/log/ed25519.ts';
import { openRegistry } from '../../../src/main/registry/open-registry.ts';
import { sampleTenant } from '../registry-samples.ts';

const [directory = '', round = ''] = process.argv.slice(2);

const registry = await openRegistry({
  directory,
  device: 'writer',
  actor: () => 'writer',
  clock: {
    now: () => new Date(),
    // In a hurry, so that the kill also meets the index file being written.
    timer: (_milliseconds, callback) => {
      const timer = setTimeout(callback, 1);
      return () => {
        clearTimeout(timer);
      };
    },
  },
  uuid: randomUUID,
  logger: { warn: () => undefined },
});
const keyFile = join(directory, 'key-for-tests.json');
const secret = await readFile(keyFile, 'utf8').catch(() => null);
const stored = secret === null ? null : readSigningKey(secret);
if (stored !== null && registry.log.chain() !== null) await registry.log.use(stored);
else {
  const made = makeSigningKey();
  await writeFile(keyFile, made.secret);
  await registry.log.begin(made.signer);
}
await registry.execute(ensureBlueprint(shopBlueprint));
writeSync(1, 'ready\n');
for (let number = 0; ; number += 1) {
  const key = `r${round}-${String(number)}`;
  await registry.execute(createTenant(sampleTenant(key)));
  writeSync(1, `${key}\n`);
}
