import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { historyKinds, type HistoryOutcome } from './history.ts';

interface CampaignDocument {
  readonly seed: number;
  readonly couchdb: string;
  readonly violations: number;
  readonly kinds: readonly {
    readonly kind: string;
    readonly histories: number;
    readonly violated: readonly { readonly seed: number; readonly violations: readonly string[] }[];
    readonly seconds: number;
    readonly counts: Readonly<Record<string, number>>;
  }[];
}

/** What went before a violation, and what it was. */
export function violationsText({ steps, violations }: HistoryOutcome): string {
  return [...steps.map((step) => `    ${step}`), ...violations.map((what) => `  ! ${what}`)].join(
    '\n',
  );
}

/** A campaign in figures, for a person and as data. */
export function summary(
  seed: number,
  server: CouchDbAddress | undefined,
  outcomes: readonly HistoryOutcome[],
): { readonly text: string; readonly document: CampaignDocument } {
  const kinds = historyKinds.flatMap((kind) => {
    const of = outcomes.filter((outcome) => outcome.kind === kind);
    if (of.length === 0) return [];
    const counts = new Map<string, number>();
    for (const [name, many] of of.flatMap((outcome) => Object.entries(outcome.counts))) {
      counts.set(name, (counts.get(name) ?? 0) + many);
    }
    const seconds = of.reduce((sum, { milliseconds }) => sum + milliseconds / 1000, 0);
    return [
      {
        kind,
        histories: of.length,
        violated: of
          .filter(({ violations }) => violations.length > 0)
          .map((outcome) => ({ seed: outcome.seed, violations: outcome.violations })),
        seconds: Math.round(seconds),
        counts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      },
    ];
  });
  const violations = outcomes.reduce((sum, outcome) => sum + outcome.violations.length, 0);
  const lines = kinds.map(
    ({ kind, histories, violated, seconds, counts }) =>
      `${kind}: ${histories} histories in ${seconds} s, ${
        violated.length === 0
          ? 'no violation'
          : `violated with the seeds ${violated.map((outcome) => outcome.seed).join(', ')}`
      }\n${Object.entries(counts)
        .map(([name, many]) => `    ${name}: ${many}`)
        .join('\n')}`,
  );
  return {
    text: [`seed ${seed}`, ...lines, `${violations} violations`].join('\n'),
    document: {
      seed,
      couchdb: server === undefined ? '' : `${server.kind} ${server.version}`,
      violations,
      kinds,
    },
  };
}
