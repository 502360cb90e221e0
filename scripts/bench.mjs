/**
 * `npm run bench -- provision [--tenants N]`, `npm run bench -- sync [--docs N]`, `npm run bench -- gateway
 * [--seconds N]`, `npm run bench -- console [--tenants N]`, each with `[--runs N] [--json] [--profile DIR]` (no
 * profile of the window): measures beside the floor of the same run. A readable table on standard error; with `--json` one document on standard output.
 */
import { benchConsole } from './lib/bench-console.mjs';
import { explained } from './lib/run.mjs';
import { runTypeScript } from './lib/run-typescript.mjs';
import { prepare, setup } from './setup.mjs';

await explained(async () => {
  const args = process.argv.slice(2);
  if (args[0] === 'console') return benchConsole(args.slice(1), await setup());
  const at = args.indexOf('--profile');
  const directory = at === -1 ? undefined : args[at + 1];
  const profiled = directory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${directory}`];
  if (at !== -1) args.splice(at, 2);
  prepare();
  return runTypeScript(['tests/bench/main.ts', 'tests/bench/gateway-load.ts'], args, profiled);
});
