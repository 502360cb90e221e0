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
 * The revisions that conflicting leaves departed from: of every two of them the newest they have in
 * common, none of which is older than another one of these. More than one where sides departed at different
 * places or were merged crosswise. Empty: they were made apart.
 * @param chains histories of all leaves of the document, deleted ones included: a side that was merged away
 *   ends there
 */
export function commonAncestors(
  leaves: readonly History[],
  chains: readonly (readonly string[])[],
): readonly string[] {
  const histories = leaves.map((leaf) => ({
    rev: leaf.rev,
    revs: wholeHistory(leaf, chains),
  }));
  const found = new Set<string>();
  histories.forEach(({ revs }, index) => {
    for (const other of histories.slice(index + 1)) {
      const common = [...revs].filter((rev) => other.revs.has(rev));
      for (const rev of newest(common, [...chains, ...leaves.map(({ chain }) => chain)])) {
        found.add(rev);
      }
    }
  });
  return [...found].sort(compareRevs);
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

/** Leaves out the ancestors that went into another one of them by a merge, which the tree does not tell. */
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
