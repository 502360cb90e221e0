/** `npm run campaign`; see scripts/campaign.mjs. */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { startCouchDb } from '../support/couchdb-server.ts';
import { consoleDatabases } from '../support/empty-server.ts';
import { readArguments, usage } from './arguments.ts';
import { playHistories } from './play.ts';
import { summary, violationsText } from './summary.ts';

const note = (line: string) => {
  process.stderr.write(`${line}\n`);
};

const wanted = readArguments(process.argv.slice(2));
if (wanted === null) {
  note(usage);
  process.exitCode = 1;
} else {
  const { share, devices, seed, json } = wanted;
  // One external server has one registry, so there is one history at a time on it.
  const external = (process.env['COUCHDB_URL'] ?? '') !== '';
  const servers = await Promise.all(
    Array.from({ length: external ? 1 : wanted.lanes }, () => startCouchDb()),
  );
  try {
    const [first] = servers;
    if (first?.kind === 'external' && (await consoleDatabases(first)).length > 0) {
      throw new Error(
        'COUCHDB_URL names a server with databases of a console, which would be lost',
      );
    }
    note(
      `seed ${seed}, ${first?.kind ?? ''} CouchDB ${first?.version ?? ''}, load before: ${loadavg()
        .map((value) => value.toFixed(1))
        .join(' ')}`,
    );
    const outcomes = await playHistories({
      share,
      seed,
      servers,
      devices,
      worker: join(import.meta.dirname, 'campaign-worker.mjs'),
      onOutcome: (outcome, done, total) => {
        const { kind, milliseconds, violations } = outcome;
        const word = violations.length === 0 ? 'ok' : `${violations.length} VIOLATIONS`;
        note(
          `${done}/${total} ${kind} seed ${outcome.seed}: ${word} (${(milliseconds / 1000).toFixed(1)} s)`,
        );
        if (violations.length > 0) note(violationsText(outcome));
      },
    });
    const told = summary(seed, first, outcomes);
    note(`\n${told.text}`);
    if (json) process.stdout.write(`${JSON.stringify(told.document, null, 2)}\n`);
    process.exitCode = told.document.violations === 0 ? 0 : 1;
  } finally {
    for (const server of servers) await server.stop();
    // Devices that were made to sleep or to hang keep timers of their own, and everything is told.
    process.exit();
  }
}
