/**
 * `npm run campaign -- apply [--kills N] [--faults N] [--damage N] [--appliers N] [--seed S] [--only KINDS]
 * [--lanes N] [--json]`: random histories of the applier on real servers.
 * `npm run campaign -- sync [--histories N] [--faults N] [--devices 3-5] [--seed S] [--lanes N] [--json]`:
 * random histories of devices that edit apart and meet, and of two over a failing network.
 * `npm run campaign -- cli [--cases N] [--starts N] [--seed S] [--json]`: generated command lines.
 * `npm run campaign -- gateway [--cases N] [--seed S] [--only CASE] [--json]`: hostile requests;
 * `… gateway --rotations N [--rate PER-SECOND] [--seconds S] [--json]`: signing keys of two gateways replaced
 * under load, without a rejected token.
 * `npm run campaign -- isolation [--every N]`: everything of another tenant, asked for through the gateway.
 * Everything follows from a printed seed. A violation is told with its seed and ends with exit code 1.
 */
import { explained } from './lib/run.mjs';
import { runTypeScript } from './lib/run-typescript.mjs';
import { prepare } from './setup.mjs';

await explained(async () => {
  prepare();
  const args = process.argv.slice(2);
  const programs =
    args[0] === 'cli'
      ? ['tests/campaign/cli-main.ts', 'tests/support/programs/mycouch.ts']
      : args[0] === 'gateway'
        ? ['tests/campaign/gateway-main.ts', 'tests/support/programs/rotation-load.ts']
        : args[0] === 'isolation'
          ? ['tests/campaign/gateway-isolation-main.ts']
          : ['tests/campaign/main.ts', 'tests/support/programs/campaign-worker.ts'];
  return runTypeScript(programs, args);
});
