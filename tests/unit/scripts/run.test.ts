import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const runModule = new URL('../../../scripts/lib/run.mjs', import.meta.url).href;
const prints = "['-p', 'process.env.NO_COLOR']";
const program = `
import { run, runBeside } from '${runModule}';
run(process.execPath, ${prints});
await runBeside(process.execPath, ${prints}, { env: { PATH: '/bin' } });
`;

async function output(extra: Record<string, string>): Promise<string> {
  const env = { ...process.env };
  delete env['NO_COLOR'];
  delete env['FORCE_COLOR'];
  const args = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: { ...env, ...extra },
  });
  // What is run to its end shows itself on standard error, what runs beside on standard output.
  return stderr + stdout;
}

describe('what the scripts start', () => {
  it('is told to leave colours out where its output is no terminal', async () => {
    expect(await output({})).toBe('1\n1\n');
  });

  it('keeps them where they are asked for', async () => {
    expect(await output({ FORCE_COLOR: '1' })).toMatch(/^(\S*undefined\S*)\n1\n$/u);
  });
});
