/**
 * A console of its own process on a data directory: edits at random, plans and applies, for ever, until it is
 * killed; or, told to settle, applies until nothing is left to do and tells what it has. One line of JSON an
 * event. The server comes through the environment.
 */
import { writeSync } from 'node:fs';
import { reportError } from '../../../src/shared/errors.ts';
import { attempt, converge } from '../../campaign/converge.ts';
import { allFacts, randomEdit } from '../../campaign/edits.ts';
import { quickClock } from '../../campaign/quick-clock.ts';
import type { WorkerLine } from '../../campaign/worker-lines.ts';
import { fileKeychain } from '../file-keychain.ts';
import { seededRandom } from '../seeded-random.ts';
import { openTestConsole } from '../test-console.ts';

const [directory = '', mode = '', seed = '0', round = '0'] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const tell = (line: WorkerLine) => writeSync(1, `${JSON.stringify(line)}\n`);
const violated = (what: string) => tell({ kind: 'violation', what });

const console = await openTestConsole(directory, {
  keychain: fileKeychain(directory),
  passphrase: null,
  clock: quickClock(5),
});
tell({ kind: 'open' });
if ((await console.api.connection.current(undefined)) === null) {
  await console.api.connection.connect({
    url: process.env['CAMPAIGN_URL'] ?? '',
    username: process.env['CAMPAIGN_USER'] ?? '',
    password: process.env['CAMPAIGN_PASSWORD'] ?? '',
  });
  tell({ kind: 'connected' });
}
let made = 0;
if (mode === 'settle') {
  await converge(console, violated);
  tell({ kind: 'settled', tenants: [...(await allFacts(console)).values()] });
  await console.close();
} else {
  for (;;) {
    for (let edits = Math.floor(random() * 3); edits >= 0; edits -= 1) {
      try {
        const edited = await randomEdit(console, random, {
          most: 3,
          newKey: () => `k${round}-${(made += 1)}`,
          begin: (id, what) => {
            tell({ kind: 'try', id, what });
          },
        });
        if (edited !== null) tell({ kind: 'ack', what: edited.what, tenant: edited.tenant });
      } catch (error) {
        const { code, message } = reportError(error);
        if (code === 'internal') violated(`an edit failed without words: ${String(error)}`);
        tell({ kind: 'refused', code, message });
      }
    }
    const came = await attempt(console, violated, random() < 0.5 ? 'all' : 'changed');
    tell({ kind: 'applied', came });
  }
}
