/** `npm run campaign`; see scripts/campaign.mjs. */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCouchDb } from '../support/couchdb-server.ts';
import { consoleDatabases } from '../support/empty-server.ts';
import { playHistories, type Share } from './play.ts';
import { historyKinds, type HistoryKind } from './history.ts';
import { summary, violationsText } from './summary.ts';

const usage =
  'usage: npm run campaign -- apply [--kills N] [--faults N] [--damage N] [--appliers N] [--seed S]\n' +
  `                       [--only ${historyKinds.join('|')}] [--lanes N] [--json]`;

interface Wanted {
  readonly share: Share;
  readonly seed: number;
  readonly lanes: number;
  readonly json: boolean;
}

function readArguments(): Wanted | null {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        kills: { type: 'string' },
        faults: { type: 'string' },
        damage: { type: 'string' },
        appliers: { type: 'string' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
        only: { type: 'string' },
        lanes: { type: 'string', default: '2' },
        json: { type: 'boolean', default: false },
      },
    });
    if (positionals.length !== 1 || positionals[0] !== 'apply') return null;
    const only = values.only?.split(',') ?? [...historyKinds];
    if (only.some((kind) => !historyKinds.some((known) => known === kind))) return null;
    const many = (kind: HistoryKind, text: string | undefined, fallback: number) =>
      only.includes(kind) ? Number(text ?? fallback) : 0;
    const share: Share = {
      kills: many('kills', values.kills, 20),
      faults: many('faults', values.faults, 20),
      damage: many('damage', values.damage, Math.ceil(many('faults', values.faults, 20) / 4)),
      appliers: many('appliers', values.appliers, Math.ceil(many('faults', values.faults, 20) / 4)),
    };
    const [seed, lanes] = [Number(values.seed), Number(values.lanes)];
    const right = [seed, lanes, ...Object.values(share)].every(
      (value) => Number.isInteger(value) && value >= 0,
    );
    return right && lanes > 0 ? { share, seed, lanes, json: values.json } : null;
  } catch {
    return null;
  }
}

const note = (line: string) => {
  process.stderr.write(`${line}\n`);
};

const wanted = readArguments();
if (wanted === null) {
  note(usage);
  process.exitCode = 1;
} else {
  const { share, seed, json } = wanted;
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
  }
}
