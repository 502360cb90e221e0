import type { SyncStatus } from '../../../shared/sync-status.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';

/** CouchDB's sequence starts with a number; the rest is opaque and long. */
export function shortSequence(sequence: string): string {
  return sequence.split('-')[0] ?? sequence;
}

/**
 * What was seen of both sides, and no more: agreement as of a time at two sequences. `before` where
 * something has happened since.
 */
export function agreementSentence(
  { agreement, state }: Pick<SyncStatus, 'agreement' | 'state'>,
  now: Date,
): string {
  if (agreement === null) return words.sync.agreementNever;
  const say = state === 'synced' ? words.sync.agreementFull : words.sync.agreementBefore;
  return say(moment(agreement.at, now), agreement.localSeq, shortSequence(agreement.remoteSeq));
}
