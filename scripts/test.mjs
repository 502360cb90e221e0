/**
 * `npm test`: sets up what is missing, then checks and tests everything. `npm test -- --only unit,e2e`
 * takes a part: static, unit, contract, integration, build, e2e. The last line is `N passed, N failed`;
 * anything that fails, and a run without a test, ends with a non-zero code. The static checks run beside the
 * tests, with the processor time that these leave over.
 */
import { nothing, sum } from './lib/counts.mjs';
import { SetupError, explained } from './lib/run.mjs';
import { checks, steps } from './lib/steps.mjs';
import { electronRuntime } from './lib/electron-runtime.mjs';
import { prepare } from './setup.mjs';

/** @typedef {import('./lib/steps.mjs').Step} Step */

const parts = ['static', 'unit', 'contract', 'integration', 'build', 'e2e'];

/** @param {string} line */
const print = (line) => {
  process.stdout.write(`${line}\n`);
};

/** @returns {readonly string[]} */
function wantedParts() {
  const [flag, list, ...rest] = process.argv.slice(2);
  if (flag === undefined) return parts;
  const wanted =
    flag === '--only' && list !== undefined && rest.length === 0 ? list.split(',') : [];
  if (wanted.length === 0 || wanted.some((part) => !parts.includes(part))) {
    throw new SetupError(`usage: npm test [-- --only ${parts.join(',')}]`);
  }
  return wanted;
}

/**
 * A step that cannot even run has failed; the others go on.
 * @param {{ name: string, run: () => ReturnType<Step['run']> }} step
 */
async function timed(step) {
  const begun = performance.now();
  const outcome = await step.run().catch((/** @type {unknown} */ error) => ({
    ok: false,
    counts: nothing,
    output: error instanceof SetupError ? error.message : String(error),
  }));
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  return { ...outcome, line: `${outcome.ok ? 'ok  ' : 'FAIL'} ${step.name} (${seconds} s)` };
}

/**
 * Runs all checks, two at a time.
 * @param {{ patient: boolean }} options
 * @param {(line: string) => void} tell
 * @returns {Promise<number>} how many failed
 */
async function runChecks(options, tell) {
  let failed = 0;
  const waiting = [...checks];
  const lane = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const { name, run } = check;
      const { ok, output, line } = await timed({ name, run: () => run(options) });
      if (!ok) failed += 1;
      tell(ok ? line : `${line}\n${output.trimEnd()}`);
    }
  };
  await Promise.all([lane(), lane()]);
  return failed;
}

/** What the checks said while a step was printing. */
function heldLines() {
  /** @type {string[]} */
  let lines = [];
  return {
    /** @param {string} line */
    hold: (line) => {
      lines.push(line);
    },
    release: () => {
      for (const line of lines) print(line);
      lines = [];
    },
  };
}

await explained(async () => {
  const wanted = wantedParts();
  prepare();
  if (wanted.includes('e2e')) await electronRuntime();
  let brokenSteps = 0;
  let counts = nothing;
  const todo = steps.filter(({ groups }) => groups.some((group) => wanted.includes(group)));
  const { hold, release } = heldLines();
  const patient = todo.length > 0;
  const checking = wanted.includes('static');
  if (checking && !patient) print('\n== checks');
  const checked = checking ? runChecks({ patient }, patient ? hold : print) : Promise.resolve(0);
  for (const step of todo) {
    print(`\n== ${step.name}`);
    const outcome = await timed(step);
    if (outcome.output !== '') print(outcome.output);
    print(outcome.line);
    counts = sum(counts, outcome.counts);
    if (!outcome.ok && outcome.counts.failed === 0) brokenSteps += 1;
    release();
  }
  if (checking && patient) print('\n== checks');
  brokenSteps += await checked;
  release();
  const tested = wanted.some((part) => part !== 'static' && part !== 'build');
  if (tested && counts.passed + counts.failed === 0) {
    print('\nno test ran');
    brokenSteps += 1;
  }
  print('');
  if (counts.skipped > 0) print(`${String(counts.skipped)} skipped`);
  // A check or step that failed without a failing test of its own counts as one.
  const failed = counts.failed + brokenSteps;
  print(`${String(counts.passed)} passed, ${String(failed)} failed`);
  return failed === 0 ? 0 : 1;
});
