/** `npm run campaign -- gateway`; see scripts/campaign.mjs. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playGateway } from './gateway-play.ts';
import { playRotations } from './gateway-rotations.ts';

const usage = [
  'usage: npm run campaign -- gateway [--cases N] [--seed S] [--only CASE] [--json]',
  '       npm run campaign -- gateway --rotations N [--rate PER-SECOND] [--seconds S] [--json]',
].join('\n');

const note = (line: string) => {
  process.stderr.write(`${line}\n`);
};

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        cases: { type: 'string', default: '10000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
        only: { type: 'string' },
        rotations: { type: 'string', default: '0' },
        rate: { type: 'string', default: '500' },
        seconds: { type: 'string', default: '0' },
        json: { type: 'boolean', default: false },
      },
    });
    const [cases = 0, seed = 0] = [values.cases, values.seed].map(Number);
    const [rotations = 0, perSecond = 0, seconds = 0] = [
      values.rotations,
      values.rate,
      values.seconds,
    ].map(Number);
    const only = values.only === undefined ? null : Number(values.only);
    const right = [cases, seed, only ?? 0, rotations, perSecond, seconds].every(
      (value) => Number.isInteger(value) && value >= 0,
    );
    return right && positionals.join() === 'gateway'
      ? { cases, seed, only, rotations, perSecond, seconds, json: values.json }
      : null;
  } catch {
    return null;
  }
}

const wanted = readArguments();
if (wanted === null) {
  note(usage);
  process.exitCode = 1;
} else if (wanted.rotations > 0) {
  const { rotations, perSecond, seconds, json } = wanted;
  const path = join(import.meta.dirname, 'rotation-load.mjs');
  const load = { path, remove: () => Promise.resolve() };
  const seen = await playRotations({ rotations, perSecond, seconds, load, note });
  for (const line of seen.rejected.slice(0, 50)) note(`  ! ${line}`);
  note(
    `${String(seen.requests)} requests, ${seen.perSecond.toFixed(0)} a second, ${String(seen.kids)} keys, ${String(seen.rejected.length)} rejected`,
  );
  if (json) process.stdout.write(`${JSON.stringify(seen, null, 2)}\n`);
  process.exitCode = seen.rejected.length === 0 ? 0 : 1;
} else {
  const { cases, seed, only, json } = wanted;
  note(`seed ${String(seed)}`);
  const { violations, statuses } = await playGateway({
    cases,
    seed,
    only,
    onCase: (done) => {
      if (done % Math.max(1, Math.floor(cases / 10)) === 0) {
        note(`${String(done)}/${String(cases)} requests`);
      }
    },
  });
  for (const violation of violations.slice(0, 50)) note(`  ! ${violation}`);
  note(
    Object.entries(statuses)
      .map(([status, count]) => `${status}: ${String(count)}`)
      .join(', '),
  );
  note(`${String(violations.length)} violations`);
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...wanted, statuses, violations }, null, 2)}\n`);
  }
  process.exitCode = violations.length === 0 ? 0 : 1;
}
