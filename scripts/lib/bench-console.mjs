import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot } from './paths.mjs';
import { SetupError } from './run.mjs';
import { runTypeScript } from './run-typescript.mjs';
import { playwrightInSession } from './window-session.mjs';

/** @param {readonly string[]} args */
function readArguments(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tenants: { type: 'string', default: '10000' },
      runs: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const [tenants = 0, runs = 0] = [values.tenants, values.runs].map(Number);
  if (![tenants, runs].every((count) => Number.isInteger(count) && count > 0)) {
    throw new SetupError('usage: npm run bench -- console [--tenants N] [--runs N] [--json]');
  }
  return { tenants, runs, json: values.json };
}

/**
 * Lets the unprivileged account of the window read a folder; what was made up is no secret.
 * @param {string} path
 */
function readable(path) {
  const folder = statSync(path).isDirectory();
  chmodSync(path, folder ? 0o755 : 0o644);
  if (folder) for (const name of readdirSync(path)) readable(join(path, name));
}

/**
 * Measures the real window on a large registry beside an empty one.
 * @param {readonly string[]} args
 * @param {{ electron: string }} runtime
 * @returns {Promise<number>} exit code
 */
export async function benchConsole(args, runtime) {
  const { tenants, runs, json } = readArguments(args);
  const work = mkdtempSync(join(tmpdir(), 'mycouch-bench-'));
  const [seeded, empty] = [join(work, 'seeded'), join(work, 'empty')];
  try {
    for (const [count, data] of [
      [tenants, seeded],
      [0, empty],
    ]) {
      const code = await runTypeScript(
        ['tests/bench/seed-main.ts'],
        ['--tenants', String(count), '--data', String(data)],
      );
      if (code !== 0) return code;
    }
    readable(work);
    process.env['MYCOUCH_BENCH'] = JSON.stringify({ runs, seeded, empty });
    const code = await playwrightInSession(['--config', 'playwright.bench.config.ts'], runtime);
    if (code !== 0) return code;
    const measured = inRoot('test-results/bench-console.json');
    const report = ['console', '--tenants', String(tenants), '--measured', measured];
    return await runTypeScript(['tests/bench/main.ts'], [...report, ...(json ? ['--json'] : [])]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
