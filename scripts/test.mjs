/**
 * `npm test`: sets up what is missing, then checks and tests everything. `npm test -- --only unit,e2e`
 * takes a part: static, unit, contract, integration, build, e2e. The last line is `N passed, N failed`;
 * anything that fails, and a run without a test, ends with a non-zero code.
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
 * @param {Step} step
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

/** @param {readonly Step[]} list */
async function sideBySide(list) {
  let failed = 0;
  const waiting = [...list];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const { ok, output, line } = await timed(step);
      if (!ok) failed += 1;
      print(ok ? line : `${line}\n${output.trimEnd()}`);
    }
  };
  await Promise.all([lane(), lane()]);
  return failed;
}

await explained(async () => {
  const wanted = wantedParts();
  prepare();
  if (wanted.includes('e2e')) await electronRuntime();
  let brokenSteps = 0;
  let counts = nothing;
  if (wanted.includes('static')) {
    print('\n== checks');
    brokenSteps += await sideBySide(checks);
  }
  for (const step of steps.filter(({ groups }) => groups.some((group) => wanted.includes(group)))) {
    print(`\n== ${step.name}`);
    const outcome = await timed(step);
    if (outcome.output !== '') print(outcome.output);
    print(outcome.line);
    counts = sum(counts, outcome.counts);
    if (!outcome.ok && outcome.counts.failed === 0) brokenSteps += 1;
  }
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
