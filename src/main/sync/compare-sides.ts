import type { Agreement } from '../../shared/sync-status.ts';
import type { Marks } from './marks.ts';
import { remoteChangesAfter, remoteState } from './remote-changes.ts';
import type { SyncOptions } from './sync.ts';

/** What a look at both sides came to. */
export type Sides =
  | { readonly kind: 'agree'; readonly agreement: Agreement }
  | { readonly kind: 'differ'; readonly waitingOut: number; readonly waitingIn: number }
  /** The server's database is not the one that this replication was begun with, or was put back. */
  | { readonly kind: 'set-back' }
  /** It has come less far than it had. */
  | { readonly kind: 'earlier' };

/**
 * Asks both sides what they have that the other lacks. Two empty answers are no agreement yet: a server that
 * was put back answers the same, since it has nothing after a sequence that it never reached. So it must also
 * show the mark that it was given, and a sequence that is no smaller. The mark is asked for last.
 */
export async function compareSides(
  {
    store,
    transport,
    database,
    clock,
  }: Pick<SyncOptions, 'store' | 'transport' | 'database' | 'clock'>,
  marks: Marks,
  reached: { readonly pulledSeq: string; readonly pushedSeq: number },
  signal: AbortSignal,
): Promise<Sides> {
  const remote = await remoteChangesAfter(transport, database, reached.pulledSeq, signal);
  const localSeq = store.seq();
  const waitingOut = await store.changesAfter(reached.pushedSeq);
  if (waitingOut > 0 || remote.waiting > 0) {
    return { kind: 'differ', waitingOut, waitingIn: remote.waiting };
  }
  const at = clock.now().toISOString();
  const state = await remoteState(transport, database, signal);
  if (changesSoFar(state.seq) < changesSoFar(reached.pulledSeq)) return { kind: 'earlier' };
  const past = await marks.look(() => Promise.resolve(state.instance), signal);
  if (past.kind !== 'continued') return { kind: 'set-back' };
  return { kind: 'agree', agreement: { at, localSeq, remoteSeq: remote.lastSeq } };
}

/** A sequence begins with the number of changes so far; 0 where it does not. */
function changesSoFar(sequence: string): number {
  const [, digits = '0'] = /^(\d+)(?:-|$)/.exec(sequence) ?? [];
  return Number(digits);
}
