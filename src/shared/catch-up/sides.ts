/** Winning revisions by document id. */
export type Revisions = ReadonlyMap<string, string>;

/** What is known of a device that was away, at the moment it agrees with the server again. */
export interface Meeting {
  /** At the agreement that both sides departed from. */
  readonly agreed: Revisions;
  /** The last revision this device wrote of each document since. */
  readonly own: Revisions;
  readonly now: Revisions;
  /** Documents that hold another leaf beside the winner. */
  readonly conflicting: ReadonlySet<string>;
}

export interface Sides {
  /** Ids, sorted. */
  readonly mine: readonly string[];
  readonly theirs: readonly string[];
  /** How many are on both sides. */
  readonly both: number;
}

/**
 * Tells what changed here from what others changed meanwhile. Every document whose revision is another one
 * now is on at least one side; one that changed on both, whether it conflicts or was merged, is on both.
 * One that this device made and took back again before anybody saw it is on none.
 */
export function sides({ agreed, own, now, conflicting }: Meeting): Sides {
  const mine: string[] = [];
  const theirs: string[] = [];
  let both = 0;
  for (const id of new Set([...agreed.keys(), ...now.keys()])) {
    const rev = now.get(id);
    if (rev === agreed.get(id)) continue;
    const written = own.get(id);
    const isMine = written !== undefined;
    const isTheirs = written === undefined || written !== rev || conflicting.has(id);
    if (isMine) mine.push(id);
    if (isTheirs) theirs.push(id);
    if (isMine && isTheirs) both += 1;
  }
  return { mine: mine.sort(), theirs: theirs.sort(), both };
}
