/**
 * `npm run seed -- [--tenants N] [--seed S] [--data DIR]`: makes a data directory with a registry as years of
 * work leave it, to look at the console with. The same for the same seed.
 */
import { explained } from './lib/run.mjs';
import { runTypeScript } from './lib/run-typescript.mjs';
import { prepare } from './setup.mjs';

await explained(async () => {
  prepare();
  return runTypeScript(['tests/bench/seed-main.ts'], process.argv.slice(2));
});
