import type { LeaseView } from '../../shared/bridge/server-views.ts';
import type { Clock, Stopwatch } from '../../shared/clock.ts';
import type { Lease } from '../../shared/documents/lease.ts';

/** The replica may be behind by so much before a lease counts as left behind; in milliseconds. */
const lag = 5000;

/** Who applies, as the replicated lease document tells. */
export interface LeaseBoard {
  readonly view: () => LeaseView;
  /** The registry has this lease now. */
  readonly see: (lease: Lease | null) => void;
  readonly close: () => void;
}

/**
 * Tells of a change only where a person would notice one: not of renewals. Whether it has expired is
 * judged by how long this device has seen no renewal, since the instants in it are the server's own.
 */
export function createLeaseBoard(options: {
  readonly deviceId: string;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly onChange: (view: LeaseView) => void;
}): LeaseBoard {
  const { clock, stopwatch } = options;
  let seen: Lease | null = null;
  let age = stopwatch();
  let told = '';
  let cancelTimer = (): void => undefined;

  /** Milliseconds after which a lease seen now, and not renewed, has expired. */
  function length({ renewedAt, expiresAt }: Lease): number {
    return Math.max(0, Date.parse(expiresAt) - Date.parse(renewedAt)) + lag;
  }

  function view(): LeaseView {
    const lease = seen;
    const token = lease?.token ?? null;
    if (lease === null || token === null) return nobody(lease);
    const { device_id, device, actor, purpose, acquiredAt, expiresAt } = lease;
    const expired = age.atMost() >= length(lease) || isLongPast(lease);
    const state = device_id === options.deviceId ? 'mine' : 'other';
    return { state, device, actor, purpose, acquiredAt, expiresAt, expired };
  }

  /** One that was left behind long ago need not be watched first. */
  function isLongPast({ expiresAt }: Lease): boolean {
    return clock.now().getTime() > Date.parse(expiresAt) + 120_000;
  }

  function tell(): void {
    const now = view();
    const noticeable = JSON.stringify({ ...now, expiresAt: null });
    if (noticeable === told) return;
    told = noticeable;
    options.onChange(now);
  }

  return {
    view,
    see: (lease) => {
      if (lease?._rev === seen?._rev && lease?.renewedAt === seen?.renewedAt) return;
      seen = lease;
      age = stopwatch();
      cancelTimer();
      if (lease !== null && lease.token !== null) cancelTimer = clock.timer(length(lease), tell);
      tell();
    },
    close: () => {
      cancelTimer();
    },
  };
}

function nobody(last: Lease | null): LeaseView {
  return {
    state: 'none',
    device: last?.device ?? '',
    actor: last?.actor ?? '',
    purpose: last?.purpose ?? 'apply',
    acquiredAt: last?.acquiredAt ?? '',
    expiresAt: last?.expiresAt ?? '',
    expired: false,
  };
}
