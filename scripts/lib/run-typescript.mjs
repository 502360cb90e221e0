import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, inRoot, root } from './paths.mjs';
import { SetupError, run, runBeside } from './run.mjs';

/**
 * Bundles TypeScript programs of `tests` side by side, with what they import of ours inside and packages
 * outside, runs the first one with Node, and removes the bundle.
 * @param {readonly string[]} entries below the checkout; each becomes `NAME.mjs` in one folder
 * @param {readonly string[]} args of the program
 * @param {readonly string[]} [nodeArgs] of Node itself
 * @returns {Promise<number>} the program's exit code
 */
export async function runTypeScript(entries, args, nodeArgs = []) {
  const folder = join(cache, 'programs');
  mkdirSync(folder, { recursive: true });
  // Inside the checkout, so that Node finds the packages from there.
  const out = mkdtempSync(join(folder, 'run-'));
  try {
    const [first = ''] = entries;
    const vite = inRoot('node_modules/vite/bin/vite.js');
    const config = inRoot('vite.programs.config.ts');
    const built = run(
      process.execPath,
      [vite, 'build', '--config', config, '--outDir', out, '--logLevel', 'error'],
      { quiet: true, env: { ...process.env, MYCOUCH_PROGRAMS: entries.join(',') } },
    );
    const program = join(out, `${nameOf(first)}.mjs`);
    if (!built.ok || !existsSync(program)) {
      throw new SetupError(`${first} could not be built:\n${built.output.trim()}`);
    }
    const { code } = await runBeside(process.execPath, [...nodeArgs, program, ...args], {
      cwd: root,
    });
    return code;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** @param {string} entry */
const nameOf = (entry) => entry.replace(/^.*\//, '').replace(/\.ts$/, '');
