import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot } from './paths.mjs';
import { SetupError, run, say } from './run.mjs';

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} Locked */

/**
 * @param {string} file
 * @returns {Record<string, Locked>}
 */
const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** Whether node_modules holds what the lock file names, by npm's own record of what it installed. */
function upToDate() {
  const record = inRoot('node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(inRoot('package-lock.json'))).every(
    ([path, { version, optional, devOptional, peer }]) =>
      path === '' ||
      installed[path]?.version === version ||
      (installed[path] === undefined && (optional ?? devOptional ?? peer ?? false)),
  );
}

const keytarBinary = inRoot('node_modules/keytar/build/Release/keytar.node');

/** node-gyp finds Node's headers beside Node when they are there, and need not fetch them. */
function buildEnvironment() {
  const prefix = join(dirname(process.execPath), '..');
  const beside = existsSync(join(prefix, 'include/node/node.h'));
  return beside ? { npm_config_nodedir: prefix, ...process.env } : process.env;
}

const keytarLoads = () =>
  existsSync(keytarBinary) &&
  run(process.execPath, ['-e', "require('keytar')"], { quiet: true }).ok;

/** Installs npm's packages when the lock file names others than there are, and builds keytar. */
export function installDependencies() {
  if (upToDate() && existsSync(keytarBinary)) return;
  const env = buildEnvironment();
  if (!upToDate()) {
    say('installing npm packages');
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    if (!run('npm', args, { env }).ok) {
      throw new SetupError('npm ci failed; its messages above say why.');
    }
  }
  if (keytarLoads()) return;
  say('building keytar');
  const built = run('npm', ['rebuild', 'keytar', '--foreground-scripts'], { env, quiet: true });
  if (!keytarLoads()) {
    throw new SetupError(
      `keytar (the system's keychain) could not be built. On Linux it needs libsecret-1-dev, pkg-config, make and g++.\n${built.output.slice(-2000).trim()}`,
    );
  }
}
