/**
 * Gets a checkout ready: system packages, npm packages, the Electron runtime, the build. Needs nothing but
 * Node, and does nothing where nothing is missing. `npm run setup` runs it alone; start, test, e2e and
 * tour run it first.
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from './lib/build.mjs';
import { installDebianPackages } from './lib/debian.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { electronRuntime } from './lib/electron-runtime.mjs';
import { checkNode } from './lib/node-version.mjs';
import { SetupError } from './lib/run.mjs';

/**
 * @param {{ electron?: boolean, build?: boolean }} [wanted]
 * @returns {Promise<{ electron: string | null }>} the folder with the Electron runtime, where wanted
 */
export async function setup(wanted = {}) {
  try {
    checkNode();
    installDebianPackages();
    installDependencies();
    const electron = wanted.electron === false ? null : await electronRuntime();
    if (wanted.build !== false) build();
    return { electron };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`setup: ${error.message}\n`);
    process.exit(1);
  }
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) {
  await setup();
  process.stdout.write('setup: ready\n');
}
