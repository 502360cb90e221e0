import type { Requester } from '../../couch/transport.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Lease } from '../../shared/documents/lease.ts';
import type { HeldLease } from './hold-lease.ts';
import { acquireLease, type LeaseOptions } from './lease.ts';

/** Releasing is not waited for longer; in milliseconds. */
const releaseLimit = 5000;

/** A server's lease is asked for by the server it is of. */
export interface LeaseServer {
  readonly couchdbUuid: string;
  readonly transport: Requester;
}

/**
 * The one lease of a console. A run has it for as long as it lasts; an agent keeps it between its runs,
 * until another device asks for it.
 */
export interface LeaseKeeper {
  /**
   * Holds the lease while the work runs. What the work answers as `unsettled` keeps others out for some
   * seconds more, since requests may still be under way. Errors: those of `acquireLease`.
   */
  readonly during: <Result>(
    server: LeaseServer,
    purpose: Lease['purpose'],
    signal: AbortSignal,
    work: (lease: Pick<HeldLease, 'held'>) => Promise<{
      readonly result: Result;
      readonly unsettled: boolean;
    }>,
  ) => Promise<Result>;
  /** The replicated document changed: whether somebody asks for what is held here is looked at now. */
  readonly noticed: (lease: Lease | null) => void;
  /** Gives back what is kept between runs. */
  readonly letGo: () => Promise<void>;
}

export function createLeaseKeeper(
  options: Omit<LeaseOptions, 'purpose' | 'signal' | 'onNews'> & { readonly clock: Clock },
): LeaseKeeper {
  const { clock, times, device } = options;
  let kept: { readonly couchdbUuid: string; readonly lease: HeldLease } | null = null;
  let working = false;
  let queue: Promise<unknown> = Promise.resolve();

  /** One run after the other: a process has the lease once. */
  function inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const turn = queue.then(action, action);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function release(lease: HeldLease, after: number): Promise<void> {
    let cancel = (): void => undefined;
    const limit = new Promise<void>((resolve) => {
      cancel = clock.timer(releaseLimit, resolve);
    });
    await Promise.race([lease.release(after), limit]);
    cancel();
  }

  async function dropKept(): Promise<void> {
    const old = kept;
    kept = null;
    if (old !== null) await release(old.lease, 0);
  }

  /** Between runs, news means that somebody asks for it or that it is lost: either way it goes. */
  function onNews(): void {
    if (!working && kept !== null) void inTurn(dropKept);
  }

  async function take(
    server: LeaseServer,
    purpose: Lease['purpose'],
    signal: AbortSignal,
  ): Promise<HeldLease> {
    const usable =
      kept !== null && kept.couchdbUuid === server.couchdbUuid && kept.lease.held() === null;
    if (kept !== null && usable) return kept.lease;
    await dropKept();
    return acquireLease(server.transport, { ...options, purpose, signal, onNews });
  }

  return {
    during: (server, purpose, signal, work) =>
      inTurn(async () => {
        const lease = await take(server, purpose, signal);
        working = true;
        let after = times.margin;
        try {
          const { result, unsettled } = await work(lease);
          if (!unsettled) after = 0;
          return result;
        } finally {
          working = false;
          const keep = purpose === 'agent' && after === 0 && !lease.requested();
          if (keep && lease.held() === null) {
            kept = { couchdbUuid: server.couchdbUuid, lease };
          } else {
            kept = null;
            await release(lease, after);
          }
        }
      }),
    noticed: (lease) => {
      const by = lease?.requested_by ?? null;
      if (kept === null || by === null || by.device_id === device.id) return;
      void kept.lease.renew();
    },
    letGo: () => inTurn(dropKept),
  };
}
