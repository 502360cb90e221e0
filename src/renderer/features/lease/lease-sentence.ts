import type { LeaseView } from '../../../shared/bridge/server-views.ts';
import { shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';

const text = words.lease;

/** Who applies and since when, in a headline and a sentence; null where nobody else does. */
export function leaseSentence(
  lease: LeaseView | null | undefined,
  now: Date,
): { readonly title: string; readonly text: string } | null {
  if (lease?.state !== 'other') return null;
  const since = shortMoment(lease.acquiredAt, now);
  if (lease.expired)
    return { title: text.expired(lease.actor, lease.device, since), text: text.expiredText };
  return lease.purpose === 'agent'
    ? { title: text.agent(lease.device, since), text: text.agentText }
    : { title: text.applying(lease.actor, lease.device, since), text: text.applyingText };
}
