/** `npm run seed`; see scripts/seed.mjs. */
import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seedDirectory } from './seed-directory.ts';

const usage = 'usage: npm run seed -- [--tenants N] [--seed S] [--data DIR]';
const most = 99_999;

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        tenants: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '1' },
        data: { type: 'string' },
      },
    });
    const [tenants = 0, seed = 0] = [values.tenants, values.seed].map(Number);
    if (![tenants, seed].every((count) => Number.isInteger(count) && count >= 0)) return null;
    if (tenants > most) return null;
    return {
      tenants,
      seed,
      data: resolve(values.data ?? `.cache/seeded-${String(tenants)}-${String(seed)}`),
    };
  } catch {
    return null;
  }
}

const wanted = readArguments();
const say = (line: string) => {
  process.stderr.write(`${line}\n`);
};
if (wanted === null) {
  say(usage);
  process.exitCode = 1;
} else {
  await mkdir(wanted.data, { recursive: true, mode: 0o700 });
  if ((await readdir(wanted.data)).length > 0) {
    say(`seed: ${wanted.data} is not empty; choose another directory with --data`);
    process.exitCode = 1;
  } else {
    const { tenants, seed, data } = wanted;
    const made = await seedDirectory(data, { tenants, seed, now: new Date() });
    say(
      `seed: ${String(made.tenants)} tenants in ${String(made.documents)} documents, ${String(made.conflicts)} in conflict`,
    );
    say(`seed: open it with  npm start -- --data ${data}`);
  }
}
