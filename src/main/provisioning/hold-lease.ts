import type { Requester } from '../../couch/transport.ts';
import type { Clock, Elapsed, Stopwatch } from '../../shared/clock.ts';
import type { Lease } from '../../shared/documents/lease.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { leaseStanding, type LeaseLeaf } from '../../shared/planning/lease-rules.ts';
import { readLease, removeLeaseLeaf, writeLease } from './lease-document.ts';
import type { LeaseTimes } from './lease-times.ts';

/** A lease that was taken. Renews itself until it is released or lost. */
export interface HeldLease {
  /** Null while the server may be changed. Once it is an error, it stays one: `lease-lost`. */
  readonly held: () => ConsoleError<'lease-lost'> | null;
  /** Whether another device has asked for it. */
  readonly requested: () => boolean;
  /** Renews it now, and so learns whether somebody has asked for it. */
  readonly renew: () => Promise<void>;
  /**
   * Gives it back. Never throws: what cannot be released expires by itself.
   * @param after keeps others out for that many milliseconds more, for requests whose end is not known
   */
  readonly release: (after?: number) => Promise<void>;
}

interface Holding {
  readonly device: { readonly id: string };
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly token: string;
  /** Measures from when the request was sent whose server time the lease counts from. */
  readonly sent: Elapsed;
  readonly leaf: LeaseLeaf;
  /** Told once, when it is lost or asked for. */
  readonly onNews?: () => void;
}

/** So often a write that conflicts with a request for the lease is tried again. */
const attempts = 3;

/** Holds a lease that was just written; see `HeldLease`. */
export function holdLease(transport: Requester, holding: Holding): HeldLease {
  const { times, clock, stopwatch, token, device } = holding;
  const valid = times.ttl - times.margin;
  let age = holding.sent;
  let lost: ConsoleError<'lease-lost'> | null = null;
  let released = false;
  let asked = false;
  let renewing: Promise<void> | null = null;
  let cancelTimer = (): void => undefined;

  function held(): ConsoleError<'lease-lost'> | null {
    if (lost === null && (released || age.atMost() >= valid)) lose(null);
    return lost;
  }

  function lose(to: Lease | null): void {
    if (lost !== null) return;
    lost = leaseLost(to !== null && to.token !== null ? to : null);
    cancelTimer();
    if (!released) holding.onNews?.();
  }

  function note(leaf: LeaseLeaf): void {
    const by = leaf.lease?.requested_by ?? null;
    if (asked || by === null || by.device_id === device.id) return;
    asked = true;
    holding.onNews?.();
  }

  function schedule(milliseconds: number): void {
    cancelTimer();
    if (lost !== null || released) return;
    // Never later than the moment in which it is lost, so that being lost is noticed then.
    const left = Math.max(0, valid - age.atMost());
    cancelTimer = clock.timer(Math.min(milliseconds, left), () => {
      void renew();
    });
  }

  /** Reads and writes the lease; `change` makes the new document of the one that is there. */
  async function write(change: (lease: Lease, serverTime: number) => Lease): Promise<boolean> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const sent = stopwatch();
      const reading = await readLease(transport, undefined);
      const standing = leaseStanding({ ...reading, unchangedFor: 0 }, token);
      if (standing.is === 'lost') {
        lose(standing.to);
        return false;
      }
      note(standing.leaf);
      const { lease, rev } = standing.leaf;
      if (lease === null) return false;
      const next = change(lease, reading.serverTime);
      const { outcome } = await writeLease(transport, next, rev, undefined);
      if (outcome !== 'written') continue;
      if (held() === null) age = sent;
      await Promise.all(standing.remove.map((other) => removeLeaseLeaf(transport, other)));
      return true;
    }
    return false;
  }

  function renew(): Promise<void> {
    renewing ??= renewNow().finally(() => {
      renewing = null;
    });
    return renewing;
  }

  async function renewNow(): Promise<void> {
    if (held() !== null) return;
    const done = await write((lease, serverTime) => ({
      ...lease,
      renewedAt: instant(serverTime),
      expiresAt: instant(serverTime + times.ttl),
    })).catch(() => false);
    if (held() === null) schedule(done ? times.renewEvery : times.renewEvery / 10);
  }

  schedule(times.renewEvery);

  return {
    held,
    requested: () => asked,
    renew,
    release: async (after = 0) => {
      if (released) return;
      released = true;
      cancelTimer();
      await renewing;
      await write((lease, serverTime) => ({
        ...lease,
        ...(after === 0 ? { token: null } : {}),
        renewedAt: instant(serverTime),
        expiresAt: instant(serverTime + after),
      })).catch(() => false);
    },
  };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function leaseLost(to: Lease | null): ConsoleError<'lease-lost'> {
  return new ConsoleError(
    'lease-lost',
    to === null
      ? 'This console was out of touch with the server for too long to go on applying.'
      : `${to.device} (${to.actor}) has taken over applying to this server.`,
    { remedy: 'Plan again.', details: to === null ? {} : { device: to.device, actor: to.actor } },
  );
}
