import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { SetupError, run } from './run.mjs';

/** What the window and its tests need of a checkout. */
const needed = [
  'package.json',
  'playwright.config.ts',
  'playwright.bench.config.ts',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.e2e.json',
  'bin',
  'dist',
  'docs',
  'resources',
  'scripts',
  'src',
  'tests',
  'node_modules',
  '.cache/electron',
];

/** One file of each origin: git, npm, the Electron set-up, the build. */
const samples = [
  'package.json',
  'node_modules/electron/package.json',
  'tests/e2e',
  'scripts/lib/keyring-session.sh',
  'dist/main/main.js',
  'dist/preload/preload.cjs',
];

/**
 * @param {string} user
 * @param {string} folder
 */
const readableBy = (user, folder) =>
  samples.every((sample) => {
    const path = join(folder, sample);
    return (
      !existsSync(path) ||
      run('runuser', ['-u', user, '--', 'test', '-r', path], { quiet: true }).ok
    );
  });

/**
 * A checkout that this user can read: the real one, or a copy below `folder` where the real one lies in a
 * private directory. Links to the same files where the file system allows it: quick, and they take no room.
 * @param {string} user
 * @param {string} folder
 * @returns {string}
 */
export function readableCheckout(user, folder) {
  if (readableBy(user, root)) return root;
  const copy = join(folder, 'checkout');
  for (const flags of ['-al', '-a']) {
    mkdirSync(join(copy, '.cache'), { recursive: true });
    for (const path of needed.filter((name) => existsSync(join(root, name)))) {
      run('cp', [flags, '-f', join(root, path), join(copy, path)], { quiet: true });
    }
    if (flags === '-a') run('chmod', ['-R', 'a+rX', copy], { quiet: true });
    if (readableBy(user, copy)) return copy;
    run('rm', ['-rf', copy]);
  }
  throw new SetupError(`user ${user} cannot read a copy of this checkout in ${folder}`);
}

/**
 * Copies what a run left back into the checkout, owned like the checkout itself.
 * @param {string} from
 * @param {string} to
 */
export function bringBack(from, to) {
  if (!existsSync(from) || readdirSync(from).length === 0) return;
  cpSync(from, to, { recursive: true });
  chmodSync(to, 0o755);
  const { uid, gid } = statSync(root);
  for (const name of [
    to,
    ...readdirSync(to, { recursive: true }).map((entry) => join(to, String(entry))),
  ]) {
    chownSync(name, uid, gid);
  }
}
