import type { ReplicationProgress } from '../registry/replication.ts';

/** How far a replication has come on both sides, from what it tells. */
export interface Reach {
  readonly note: (progress: ReplicationProgress) => void;
  /** Local sequence up to which the server has everything; null: not known yet. */
  readonly pushedSeq: () => number | null;
  /** The server's sequence up to which everything is here; null: not known yet. */
  readonly pulledSeq: () => string | null;
}

/** A direction that has caught up once has come at least to where its source was before the start. */
export function createReach(start: {
  /** Where the directions began; null: at the very beginning, so nothing is known of them. */
  readonly pushedSeq: number | null;
  readonly pulledSeq: string | null;
  readonly localSeq: number;
  readonly remoteSeq: string;
}): Reach {
  let { pushedSeq, pulledSeq } = start;
  let pushCaughtUp = false;
  return {
    note: ({ direction, kind, lastSeq }) => {
      const caughtUp = kind === 'caught-up';
      if (direction === 'push') {
        const reached = typeof lastSeq === 'number' ? lastSeq : 0;
        const known = caughtUp && !pushCaughtUp ? start.localSeq : 0;
        if (caughtUp) pushCaughtUp = true;
        if (reached > 0 || caughtUp) pushedSeq = Math.max(pushedSeq ?? 0, reached, known);
      } else if (lastSeq !== 0 && lastSeq !== '') {
        pulledSeq = String(lastSeq);
      } else if (caughtUp) {
        pulledSeq ??= start.remoteSeq;
      }
    },
    pushedSeq: () => pushedSeq,
    pulledSeq: () => pulledSeq,
  };
}
