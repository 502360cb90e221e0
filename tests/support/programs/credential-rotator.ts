/**
 * Opens the console of a directory and gives all accounts new passwords for ever, with an overlap and
 * without, printing a line once each rotation is acknowledged. Killed by the test at a moment of its
 * choosing; with `between` it kills itself as soon as the next passwords are in the vault, before the
 * registry knows of them.
 */
import { watch, writeSync } from 'node:fs';
import { openTestConsole } from '../test-console.ts';

const [directory = '', mode = ''] = process.argv.slice(2);

const console = await openTestConsole(directory, { replication: 'on-demand' });
const { rows } = await console.api.tenants.list({
  search: '',
  state: 'all',
  waiting: false,
  sort: 'key',
  direction: 'asc',
  offset: 0,
  limit: 500,
});
const tenantIds = rows.map(({ id }) => id);
if (mode === 'between') {
  watch(directory, (_event, name) => {
    if (name === 'vault.sealed') process.kill(process.pid, 'SIGKILL');
  });
}
writeSync(1, 'ready\n');
for (let number = 0; ; number += 1) {
  await console.api.accounts.endOverlap({ tenantIds, account: null });
  const overlapHours = number % 2 === 0 ? 24 : 0;
  await console.api.accounts.rotate({ tenantIds, account: null, overlapHours });
  writeSync(1, `${String(number)}\n`);
}
