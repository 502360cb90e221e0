/**
 * Gets a checkout ready: system packages, npm packages, the Electron runtime, the build. Needs nothing but
 * Node, and does nothing where nothing is missing. `npm run setup` runs it alone; start, test, e2e, tour
 * and dist run what they need of it first.
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from './lib/build.mjs';
import { installDebianPackages } from './lib/debian.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { electronRuntime } from './lib/electron-runtime.mjs';
import { checkNode } from './lib/node-version.mjs';
import { explained } from './lib/run.mjs';

/** What the checks and the tests without a window need. */
export function prepare() {
  checkNode();
  installDebianPackages();
  installDependencies();
}

/**
 * Everything.
 * @returns {Promise<{ electron: string }>} the folder with the Electron runtime
 */
export async function setup() {
  prepare();
  const electron = await electronRuntime();
  build();
  return { electron };
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) {
  await explained(async () => {
    await setup();
    process.stdout.write('setup: ready\n');
    return 0;
  });
}
