import type { Requester } from '../../couch/transport.ts';
import type { Clock, Stopwatch } from '../../shared/clock.ts';
import { leaseDocumentId, type Lease } from '../../shared/documents/lease.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { decideLease, leaseStanding } from '../../shared/planning/lease-rules.ts';
import { pause } from '../../couch/back-off.ts';
import { holdLease, type HeldLease } from './hold-lease.ts';
import { readLease, removeLeaseLeaf, writeLease } from './lease-document.ts';
import type { LeaseMemory } from './lease-memory.ts';
import type { LeaseTimes } from './lease-times.ts';
import { createLeaseWatch } from './lease-watch.ts';

export interface LeaseOptions {
  readonly device: { readonly id: string; readonly name: string };
  readonly actor: string;
  readonly purpose: Lease['purpose'];
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly uuid: () => string;
  readonly memory: LeaseMemory;
  readonly signal?: AbortSignal;
  /** Told when the lease is asked for or lost. */
  readonly onNews?: () => void;
}

/**
 * Takes the lease of a server, waiting for whoever has it. CouchDB's revision check decides between two who
 * want it at once; only a write that all of a cluster took counts, and a second look must show no rival.
 * Errors: `lease-held` after the patience, `cancelled`, and those of the connection.
 */
export async function acquireLease(
  transport: Requester,
  options: LeaseOptions,
): Promise<HeldLease> {
  const { device, times, stopwatch, memory, clock, signal } = options;
  const token = options.uuid();
  const waited = stopwatch();
  const watch = createLeaseWatch(stopwatch);
  for (;;) {
    stopIfAborted(signal);
    const sent = stopwatch();
    const look = watch.see(await readLease(transport, signal));
    const decision = decideLease(look, {
      deviceId: device.id,
      ownTokens: memory.tokens(),
      precedence: times.precedence,
    });
    const now = new Date(look.serverTime).toISOString();
    if (decision.do === 'take') {
      // A process that dies right after the write must know its own lease again.
      await memory.remember(token);
      const lease: Lease = {
        _id: leaseDocumentId,
        type: 'lease',
        token,
        device_id: device.id,
        device: device.name,
        actor: options.actor,
        purpose: options.purpose,
        acquiredAt: now,
        renewedAt: now,
        expiresAt: new Date(look.serverTime + times.ttl).toISOString(),
        requested_by: null,
      };
      const { outcome } = await writeLease(transport, lease, decision.over, signal);
      if (outcome === 'written') {
        const standing = leaseStanding(watch.see(await readLease(transport, signal)), token);
        if (standing.is === 'mine') {
          await Promise.all(standing.remove.map((rev) => removeLeaseLeaf(transport, rev)));
          return holdLease(transport, { ...options, token, sent, leaf: standing.leaf });
        }
      }
    } else if (waited.atMost() >= times.patience) {
      throw leaseHeld(decision.holder);
    } else if (decision.ask !== null) {
      const { lease, over } = decision.ask;
      const request = { device_id: device.id, device: device.name, at: now };
      await writeLease(transport, { ...lease, requested_by: request }, over, signal);
    }
    // A little apart, so that two who collide do not collide for ever.
    await pause(clock, decision.do === 'take' ? spread(token, times.poll) : times.poll, signal);
  }
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new ConsoleError('cancelled', 'It was ended before anything was changed.');
}

/** Milliseconds from a quarter of `most` up to it, different for different tokens. */
function spread(token: string, most: number): number {
  const part = Number.parseInt(token.slice(0, 4), 16) / 0x1_0000;
  return Math.round((0.25 + 0.75 * part) * most);
}

function leaseHeld(holder: Lease | null): ConsoleError<'lease-held'> {
  const who =
    holder === null
      ? 'Somebody else'
      : `${holder.device} (${holder.actor}, since ${holder.acquiredAt})`;
  return new ConsoleError('lease-held', `${who} is applying to this server.`, {
    remedy:
      'Wait until that has ended, then try again. A lease left behind by a crash expires by itself.',
    details:
      holder === null
        ? {}
        : { device: holder.device, actor: holder.actor, since: holder.acquiredAt },
  });
}
