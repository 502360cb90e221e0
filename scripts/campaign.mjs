/**
 * `npm run campaign -- apply [--kills N] [--faults N] [--damage N] [--appliers N] [--seed S] [--only KINDS]
 * [--lanes N] [--json]`: random histories of the applier on real servers, each from a printed seed. A
 * violation ends with exit code 1 and tells its seed.
 */
import { explained } from './lib/run.mjs';
import { runTypeScript } from './lib/run-typescript.mjs';
import { prepare } from './setup.mjs';

await explained(async () => {
  prepare();
  return runTypeScript(
    ['tests/campaign/main.ts', 'tests/support/programs/campaign-worker.ts'],
    process.argv.slice(2),
  );
});
