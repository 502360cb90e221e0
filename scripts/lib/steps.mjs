import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { nothing, playwrightCounts, vitestCounts } from './counts.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { cache, inRoot } from './paths.mjs';
import { runBeside } from './run.mjs';
import { playwrightInSession } from './window-session.mjs';

/** @typedef {{ ok: boolean, counts: import('./counts.mjs').Counts, output: string }} Outcome */
/** @typedef {{ name: string, groups: readonly string[], run: () => Promise<Outcome> }} Step */

/**
 * Node runs the tool's own file: no shell, no look-up, the same on every system.
 * @param {string} file below node_modules
 * @param {readonly string[]} args
 */
const tool = (file, args) => [inRoot('node_modules', file), ...args];

/**
 * @param {string} name
 * @param {readonly string[]} args for Node
 * @returns {Step}
 */
const check = (name, args) => ({
  name,
  groups: ['static'],
  run: async () => {
    const { code, output } = await runBeside(process.execPath, args, { quiet: true });
    return { ok: code === 0, counts: nothing, output };
  },
});

/** What lives long is collected seldom: a quarter of the time otherwise goes into looking for garbage. */
const roomy = '--max-semi-space-size=128';

/** Independent of each other, so they run side by side. The slowest come first. */
export const checks = [
  check('types and lint: main and tests', [roomy, inRoot('scripts/types-and-lint.mjs'), 'main']),
  check('types and lint: window', [roomy, inRoot('scripts/types-and-lint.mjs'), 'window']),
  check('format', tool('prettier/bin/prettier.cjs', ['--check', '.', '--log-level=warn'])),
  check('types: scripts', tool('typescript/bin/tsc', ['-p', 'tsconfig.scripts.json'])),
  check('dead code', tool('knip/bin/knip.js', ['--no-progress', '--no-config-hints'])),
  check(
    'import rules',
    tool('dependency-cruiser/bin/dependency-cruise.mjs', [
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'tests',
    ]),
  ),
];

/**
 * @param {string} layer a project of vitest.config.ts
 * @returns {Step}
 */
const vitest = (layer) => ({
  name: layer,
  groups: [layer],
  run: async () => {
    const report = join(cache, 'reports', `${layer}.json`);
    const used = join(cache, 'couchdb-used.txt');
    mkdirSync(join(cache, 'reports'), { recursive: true });
    rmSync(report, { force: true });
    rmSync(used, { force: true });
    const args = ['run', '--project', layer, '--reporter=dot', '--reporter=json'];
    const { code } = await runBeside(
      process.execPath,
      tool('vitest/vitest.mjs', [...args, `--outputFile.json=${report}`]),
    );
    // Written by the global setup of the layers that need a server.
    if (existsSync(used)) process.stdout.write(`CouchDB: ${readFileSync(used, 'utf8').trim()}\n`);
    return { ok: code === 0, counts: vitestCounts(report), output: '' };
  },
});

/** @type {readonly Step[]} */
export const steps = [
  {
    name: 'build',
    groups: ['contract', 'integration', 'e2e', 'build'],
    run: () => {
      build();
      return Promise.resolve({ ok: true, counts: nothing, output: '' });
    },
  },
  vitest('unit'),
  vitest('contract'),
  vitest('integration'),
  {
    name: 'window',
    groups: ['e2e'],
    run: async () => {
      const code = await playwrightInSession([], { electron: await electronRuntime() });
      const counts = playwrightCounts(inRoot('test-results/e2e.json'));
      return { ok: code === 0, counts, output: '' };
    },
  },
];
