/**
 * Creates tenants under a limit on the size of a file, which LevelDB's log meets as it would a full disk,
 * and goes on after each failure. Prints `acknowledged KEY` or `failed CODE`.
 */
import { writeSync } from 'node:fs';
import { createTenant } from '../../../src/shared/commands/create-tenant.ts';
import { reportError } from '../../../src/shared/errors.ts';
import { openPreparedRegistry } from '../open-test-registry.ts';
import { sampleTenant } from '../registry-samples.ts';

// Without a handler the limit would end the process instead of failing the write.
process.on('SIGXFSZ', () => undefined);

const [directory = ''] = process.argv.slice(2);
const registry = await openPreparedRegistry(directory);
for (let number = 0; ; number += 1) {
  const key = `t-${String(number)}`;
  try {
    await registry.execute(createTenant(sampleTenant(key)));
    writeSync(1, `acknowledged ${key}\n`);
  } catch (error) {
    writeSync(1, `failed ${reportError(error).code}\n`);
  }
}
