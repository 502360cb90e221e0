import type {
  LeakFinding,
  LeakPlace,
  LeakSkip,
  LeakTotals,
} from '../../shared/bridge/leak-views.ts';
import type { KnownKey } from '../../shared/bridge/key-views.ts';
import type { FoundKey } from '../../shared/keys/find-keys.ts';

/** A finding with the digest that tells whose key it is; the digest stays in the process that scanned. */
export interface RawFinding extends FoundKey {
  readonly place: LeakPlace;
}

export interface LeakScan extends LeakTotals {
  /** Those with a right checksum first, each sort in the order of path and line. */
  readonly findings: readonly RawFinding[];
}

/** Of each kind of what was skipped so many are named. */
const namedSkips = 100;
/** No more findings are kept of each sort; all are counted. */
const keptFindings = 5000;

/** Gathers what a scan comes to, in bounded memory. */
export function createTally() {
  const skips = new Map<LeakSkip, { count: number; paths: string[] }>();
  const right: RawFinding[] = [];
  const lookalikes: RawFinding[] = [];
  const counts = { files: 0, objects: 0, bytes: 0, found: 0, lookalikes: 0 };
  return {
    counts,
    skip: (why: LeakSkip, path: string): void => {
      const known = skips.get(why) ?? { count: 0, paths: [] };
      skips.set(why, known);
      known.count += 1;
      if (known.paths.length < namedSkips) known.paths.push(path);
    },
    find: (finding: RawFinding): void => {
      counts[finding.checksumRight ? 'found' : 'lookalikes'] += 1;
      const kept = finding.checksumRight ? right : lookalikes;
      if (kept.length < keptFindings) kept.push(finding);
    },
    findings: (): readonly RawFinding[] => [
      ...right.toSorted(byPlace),
      ...lookalikes.toSorted(byPlace),
    ],
    skipped: (): LeakTotals['skipped'] => [...skips].map(([why, all]) => ({ why, ...all })),
  };
}

export type Tally = ReturnType<typeof createTally>;

function byPlace(a: RawFinding, b: RawFinding): number {
  const [left, right] = [placeText(a.place), placeText(b.place)];
  if (left !== right) return left < right ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** Files before blobs. */
function placeText(place: LeakPlace): string {
  return place.kind === 'file'
    ? `0 ${place.path}`
    : `1 ${place.repository}\0${place.path ?? '~'}\0${place.blob}`;
}

/** The findings for people and other processes: whose keys they are instead of digests. */
export function leakFindings(
  findings: readonly RawFinding[],
  known: (key: { readonly id: string; readonly digest: string }) => KnownKey | null,
): readonly LeakFinding[] {
  return findings.map(({ place, line, column, keyId, checksumRight, digest }) => ({
    place,
    line,
    column,
    keyId,
    checksumRight,
    known: digest === null ? null : known({ id: keyId, digest }),
  }));
}
