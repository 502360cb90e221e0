/** `npm run campaign -- cli`; see scripts/campaign.mjs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playCases } from './cli-play.ts';
import { playStarts } from './cli-starts.ts';

const usage = 'usage: npm run campaign -- cli [--cases N] [--starts N] [--seed S] [--json]';

const note = (line: string) => {
  process.stderr.write(`${line}\n`);
};

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        cases: { type: 'string', default: '10000' },
        starts: { type: 'string', default: '30' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
        json: { type: 'boolean', default: false },
      },
    });
    const numbers = [values.cases, values.starts, values.seed].map(Number);
    const [cases = 0, starts = 0, seed = 0] = numbers;
    const right = numbers.every((value) => Number.isInteger(value) && value >= 0);
    return right && positionals.join() === 'cli'
      ? { cases, starts, seed, json: values.json }
      : null;
  } catch {
    return null;
  }
}

const wanted = readArguments();
if (wanted === null) {
  note(usage);
  process.exitCode = 1;
} else {
  const { cases, starts, seed, json } = wanted;
  note(`seed ${seed}`);
  const violations: string[] = [];
  const progress = (what: string, total: number) => (done: number) => {
    if (done === total || done % Math.max(1, Math.floor(total / 10)) === 0) {
      note(`${done}/${total} ${what}`);
    }
  };
  const directory = await mkdtemp(join(tmpdir(), 'mycouch-cli-'));
  try {
    if (cases > 0) {
      await playCases(directory, cases, seed, progress('cases in process', cases)).catch(
        (error: unknown) => {
          violations.push(error instanceof Error ? error.message : String(error));
        },
      );
    }
    const program = join(import.meta.dirname, 'mycouch.mjs');
    const onStart = progress('real starts', starts);
    violations.push(...(await playStarts(program, directory, starts, seed, onStart)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  for (const violation of violations) note(`  ! ${violation}`);
  note(`${violations.length} violations`);
  if (json) process.stdout.write(`${JSON.stringify({ ...wanted, violations }, null, 2)}\n`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
