import type { CouchDbServer } from '../support/couchdb-address.ts';
import { emptyServer } from '../support/empty-server.ts';
import { pollute, type Remains } from '../support/pollute.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { remainsDifference, remainsFingerprint } from './unmanaged.ts';
import { startWatcher, type Watcher } from './watcher.ts';

/** What each campaign is made of. */
export const campaigns = {
  apply: ['kills', 'faults', 'damage', 'appliers'],
  sync: ['devices', 'network'],
} as const;
export const historyKinds = [...campaigns.apply, ...campaigns.sync] as const;
export type HistoryKind = (typeof historyKinds)[number];

/** What a history works with. */
export interface HistoryContext {
  readonly server: CouchDbServer;
  readonly watcher: Watcher;
  /** From 0 to below 1; all that is random in a history but the timing of processes. */
  readonly random: () => number;
  /** Something that must never be. */
  readonly violated: (what: string) => void;
  /** A step, told together with a violation. */
  readonly step: (what: string) => void;
  /** Counts something for the summary: kills, refused plans, faults of a kind. */
  readonly count: (what: string, many?: number) => void;
}

/** What became of one history. */
export interface HistoryOutcome {
  readonly kind: HistoryKind;
  readonly seed: number;
  readonly milliseconds: number;
  readonly violations: readonly string[];
  readonly steps: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Plays one history on a server of its own: empties it of what a console made, lets the watcher look all the
 * time, and at the end compares what no console has any business with.
 */
export async function playHistory(
  kind: HistoryKind,
  seed: number,
  server: CouchDbServer,
  play: (context: HistoryContext) => Promise<void>,
): Promise<HistoryOutcome> {
  const begun = performance.now();
  const violations: string[] = [];
  const steps: string[] = [];
  const counts = new Map<string, number>();
  const count = (what: string, many = 1) => {
    counts.set(what, (counts.get(what) ?? 0) + many);
  };
  const violated = (what: string) => {
    if (!violations.includes(what)) violations.push(what);
  };
  const step = (what: string) => {
    steps.push(`${((performance.now() - begun) / 1000).toFixed(2)} s ${what}`);
  };
  let remains: Remains | null = null;
  try {
    await emptyServer(server);
    remains = await pollute(server);
    const before = await remainsFingerprint(server, remains);
    const watcher = startWatcher(server, remains, violated);
    try {
      await play({ server, watcher, random: seededRandom(seed), violated, step, count });
    } finally {
      await watcher.stop();
      count('looks of the watcher', watcher.looks());
    }
    const difference = remainsDifference(before, await remainsFingerprint(server, remains));
    for (const name of difference) violated(`${name}, which nobody manages, was touched`);
  } catch (error) {
    violated(`it could not be carried through: ${describe(error)}`);
  }
  return {
    kind,
    seed,
    milliseconds: performance.now() - begun,
    violations,
    steps,
    counts: Object.fromEntries(counts),
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? ` (${String(error.code)})` : '';
  return `${error.message}${code}\n${error.stack ?? ''}`;
}
