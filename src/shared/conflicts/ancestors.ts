import { compareRevs } from './compare-revs.ts';

/** A leaf's history as its revision tree tells it. */
export interface History {
  readonly rev: string;
  /** The leaf's own revision first, then those before it, as far back as they are known. */
  readonly chain: readonly string[];
  /** Leaves that were merged into it; their histories are its history too. */
  readonly merged: readonly string[];
}

/**
 * The revisions that conflicting leaves departed from, for every two of them: the newest they have in common,
 * none of which is older than another one of these by the tree. More than one where the two were merged
 * crosswise; none where they were made apart.
 * @param chains histories of all leaves of the document, deleted ones included: a side that was merged away
 *   ends there
 */
export function commonAncestors(
  leaves: readonly History[],
  chains: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const histories = leaves.map((leaf) => wholeHistory(leaf, chains));
  const trees = [...chains, ...leaves.map(({ chain }) => chain)];
  return histories.flatMap((revs, index) =>
    histories.slice(index + 1).map((other) => {
      const common = [...revs].filter((rev) => other.has(rev));
      return newest(common, trees).toSorted(compareRevs);
    }),
  );
}

/** Everything that went into a leaf, and itself: one that was merged into another is where that departed. */
function wholeHistory(
  { rev, chain, merged }: History,
  chains: readonly (readonly string[])[],
): ReadonlySet<string> {
  const revs = new Set([rev, ...chain]);
  for (const side of merged) {
    revs.add(side);
    for (const before of chainFrom(side, chains)) revs.add(before);
  }
  return revs;
}

/**
 * Leaves out the ancestors of two leaves that went into another one of them by a merge, which the tree does
 * not tell. Never to be asked of the ancestors of several pairs: an older one is where another side departed.
 */
export function withoutMerged<
  Ancestor extends { readonly rev: string; readonly merged: readonly string[] },
>(ancestors: readonly Ancestor[], chains: readonly (readonly string[])[]): readonly Ancestor[] {
  const older = new Set(
    ancestors.flatMap(({ merged }) => merged.flatMap((rev) => [rev, ...chainFrom(rev, chains)])),
  );
  return ancestors.filter(({ rev }) => !older.has(rev));
}

/** Those that none of the others descends from, as far as the tree tells. */
function newest(
  revs: readonly string[],
  chains: readonly (readonly string[])[],
): readonly string[] {
  const older = new Set<string>();
  for (const rev of revs) for (const before of chainFrom(rev, chains)) older.add(before);
  return revs.filter((rev) => !older.has(rev));
}

/** What comes before a revision. */
function chainFrom(rev: string, chains: readonly (readonly string[])[]): readonly string[] {
  const chain = chains.find((one) => one.includes(rev));
  return chain === undefined ? [] : chain.slice(chain.indexOf(rev) + 1);
}
