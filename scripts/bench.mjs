/**
 * `npm run bench -- provision [--tenants N]`, `npm run bench -- sync [--docs N]`, both with `[--runs N]
 * [--json] [--profile DIR]`: measures beside the floor of the same run. A readable table on standard
 * error; with `--json` one document on standard output.
 */
import { explained } from './lib/run.mjs';
import { runTypeScript } from './lib/run-typescript.mjs';
import { prepare } from './setup.mjs';

await explained(async () => {
  const args = process.argv.slice(2);
  const at = args.indexOf('--profile');
  const directory = at === -1 ? undefined : args[at + 1];
  const profiled = directory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${directory}`];
  if (at !== -1) args.splice(at, 2);
  prepare();
  return runTypeScript(['tests/bench/main.ts'], args, profiled);
});
