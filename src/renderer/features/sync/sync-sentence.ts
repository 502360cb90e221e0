import type { SyncStatus } from '../../../shared/sync-status.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';

const text = words.sync;

/**
 * The status in one line that claims no more than was seen: agreement only as of its time, and what
 * waits only where it is known.
 */
export function syncSentence(status: SyncStatus, now: Date): string {
  return syncParts(status, now).join(' · ');
}

function syncParts(status: SyncStatus, now: Date): readonly string[] {
  const waiting = status.waitingOut ?? 0;
  const waits = waiting > 0 ? [text.waitOut(waiting)] : [];
  const retry = status.retryAt === null ? [] : [text.nextTry(moment(status.retryAt, now))];
  switch (status.state) {
    case 'not-connected':
      return [text.notConnected, waiting > 0 ? text.waitOut(waiting) : text.staysHere];
    case 'synced':
      return status.agreement === null
        ? [text.checking]
        : [text.agreement(moment(status.agreement.at, now))];
    case 'syncing': {
      if (status.firstSync !== null) {
        const { received, total } = status.firstSync;
        return [text.firstSync(received, total), ...waits];
      }
      const incoming = status.waitingIn ?? 0;
      return [
        text.syncing,
        ...(waiting > 0 ? [text.toSend(waiting)] : []),
        ...(incoming > 0 ? [text.toFetch(incoming)] : []),
      ];
    }
    case 'offline':
      return [text.offlineSince(moment(status.since, now)), ...waits, ...retry];
    case 'error':
      return [
        status.error === null
          ? text.errorSince(moment(status.since, now))
          : words.errors[status.error.code].title,
        ...waits,
        ...retry,
      ];
  }
}
