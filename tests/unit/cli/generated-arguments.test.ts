import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownCommands } from '../../campaign/cli-arguments.ts';
import { caseProblem, runCase } from '../../campaign/cli-case.ts';
import { playCases } from '../../campaign/cli-play.ts';
import { temporaryDirectory } from '../../support/test-console.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory('generated-arguments');
});
afterEach(() => directory.remove());

describe('any argument vector', () => {
  it('ends with 0, 1 or 2 and in words, and writes nothing', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    await playCases(directory.path, 3000, seed);
  }, 120_000);

  it('is drawn from every command there is', () => {
    const paths = knownCommands().map(({ path }) => path.join(' '));
    expect(paths).toEqual(expect.arrayContaining(['', 'plan', 'drift', 'tenant purge', 'import']));
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('would be found where it ended badly', async () => {
    const well = await runCase(['plan', '--none']);
    expect(caseProblem(['plan'], well)).toBeNull();
    expect(caseProblem(['plan'], { ...well, exit: 3 })).toMatch(/ended with 3/u);
    expect(caseProblem(['plan'], { ...well, err: '' })).toMatch(/said nothing/u);
    expect(caseProblem(['plan'], { ...well, err: 'x\n    at run (file.ts:3:1)' })).toMatch(
      /stack/u,
    );
    expect(caseProblem(['plan'], { ...well, err: 'x\u001b[2J' })).toMatch(/control/u);
    expect(caseProblem(['--json'], { ...well, out: 'x' })).toMatch(/no JSON/u);
  });
});
