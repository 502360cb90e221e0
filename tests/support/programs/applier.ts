/**
 * A console that connects, makes the tenants it is told to, plans and applies, telling what becomes of it
 * line by line. Killed or stopped by the test at a moment of its choosing.
 */
import { writeSync } from 'node:fs';
import { z } from 'zod';
import { reportError } from '../../../src/shared/errors.ts';
import { openTestConsole, tenantForm } from '../test-console.ts';

const [directory = '', url = '', prefix = '', count = '0', times = '{}'] = process.argv.slice(2);
const credentials = z
  .object({ username: z.string(), password: z.string() })
  .parse(JSON.parse(process.env['APPLIER_CREDENTIALS'] ?? '{}'));
const timesSchema = z.record(z.string(), z.number());

const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const console = await openTestConsole(directory, {
  leaseTimes: timesSchema.parse(JSON.parse(times)),
});
for (let number = 0; number < Number(count); number += 1) {
  await console.api.tenants.create(tenantForm(`${prefix}-${String(number)}`));
}
await console.api.connection.connect({ url, ...credentials });
const plan = await console.api.plan.make(undefined);
console.events.on('plan.progress', ({ done }) => {
  say(`done ${String(done)}`);
});
say('planned');
try {
  const { applied, outcomes } = await console.api.plan.apply({ planId: plan.id });
  const codes = outcomes.flatMap((one) => (one.outcome === 'failed' ? [one.code] : []));
  say(`applied ${String(applied)} ${[...new Set(codes)].join(' ')}`);
} catch (error) {
  say(`refused ${reportError(error).code}`);
}
await console.close();
say('closed');
