/** `npm run campaign -- gateway`; see scripts/campaign.mjs. */
import { parseArgs } from 'node:util';
import { playGateway } from './gateway-play.ts';

const usage = 'usage: npm run campaign -- gateway [--cases N] [--seed S] [--only CASE] [--json]';

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
        json: { type: 'boolean', default: false },
      },
    });
    const [cases = 0, seed = 0] = [values.cases, values.seed].map(Number);
    const only = values.only === undefined ? null : Number(values.only);
    const right = [cases, seed, only ?? 0].every((value) => Number.isInteger(value) && value >= 0);
    return right && positionals.join() === 'gateway'
      ? { cases, seed, only, json: values.json }
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
