import type { Lease } from '../documents/lease.ts';

/** A lease longer than this (in milliseconds) is somebody's mistake and binds nobody longer. */
const longestLease = 120_000;
/** How long a lease that cannot be read binds, in milliseconds. */
const unreadableLease = 60_000;
/** Server times have whole seconds. */
const second = 1000;

/** One live leaf of the lease document; more than one only after a cluster accepted two writes. */
export interface LeaseLeaf {
  readonly rev: string;
  /** Null where it cannot be read. */
  readonly lease: Lease | null;
}

/** What one look at the lease document showed. */
export interface LeaseLook {
  /** CouchDB's winner first; empty where there is no lease document. */
  readonly leaves: readonly LeaseLeaf[];
  /** The server's own time, milliseconds since 1970, whole seconds. */
  readonly serverTime: number;
  /** For how long this device has seen the very same leaves, in milliseconds. */
  readonly unchangedFor: number;
}

export interface LeaseSeeker {
  readonly deviceId: string;
  /** Tokens of this data directory whose process is gone, or that it gave up itself. */
  readonly ownTokens: ReadonlySet<string>;
  /** How long somebody who asked for the lease goes before others, in milliseconds. */
  readonly precedence: number;
}

export type LeaseDecision =
  /** Write over `over` (null: there is none yet), and remove the other leaves. */
  | { readonly do: 'take'; readonly over: string | null; readonly remove: readonly string[] }
  /** Somebody has it, or goes before; `ask`: an idle agent would let go if asked, by replacing `over`. */
  | {
      readonly do: 'wait';
      readonly holder: Lease | null;
      readonly ask: { readonly over: string; readonly lease: Lease } | null;
    };

/** Whether the lease may be taken, as things were when it was looked at. */
export function decideLease(look: LeaseLook, seeker: LeaseSeeker): LeaseDecision {
  const binding = look.leaves.find((leaf) => binds(leaf, look, seeker.ownTokens));
  if (binding !== undefined) {
    const { lease, rev } = binding;
    const open = lease?.purpose === 'agent' && lease.requested_by?.device_id !== seeker.deviceId;
    return { do: 'wait', holder: lease, ask: open ? { over: rev, lease } : null };
  }
  const winner = look.leaves[0];
  if (winner === undefined) return { do: 'take', over: null, remove: [] };
  const asked = winner.lease?.token === null ? winner.lease.requested_by : null;
  if (asked !== null && asked.device_id !== seeker.deviceId) {
    const releasedAt = Date.parse(winner.lease?.renewedAt ?? '');
    const since = look.serverTime - releasedAt;
    if (since >= 0 && since < seeker.precedence && look.unchangedFor < seeker.precedence) {
      return { do: 'wait', holder: winner.lease, ask: null };
    }
  }
  return { do: 'take', over: winner.rev, remove: look.leaves.slice(1).map(({ rev }) => rev) };
}

export type LeaseStanding =
  /** Still ours, with this revision; other leaves are to be removed. */
  | { readonly is: 'mine'; readonly leaf: LeaseLeaf; readonly remove: readonly string[] }
  /** Taken over, deleted, or lost against another leaf that a cluster accepted at the same time. */
  | { readonly is: 'lost'; readonly to: Lease | null };

/** Whether the lease taken with a token is still held, as far as the document tells. */
export function leaseStanding(look: LeaseLook, token: string): LeaseStanding {
  const [winner, ...others] = look.leaves;
  const mine = look.leaves.find(({ lease }) => lease?.token === token);
  if (winner === undefined || mine === undefined) {
    return { is: 'lost', to: winner?.lease ?? null };
  }
  const rival = look.leaves.find((leaf) => leaf !== mine && binds(leaf, look, new Set()));
  if (rival !== undefined && mine !== winner) return { is: 'lost', to: rival.lease };
  const remove = mine === winner ? others : look.leaves.filter((leaf) => leaf !== mine);
  return { is: 'mine', leaf: mine, remove: remove.map(({ rev }) => rev) };
}

/** Whether a leaf keeps everybody else from applying. */
function binds(
  { lease }: LeaseLeaf,
  { serverTime, unchangedFor }: LeaseLook,
  ownTokens: ReadonlySet<string>,
): boolean {
  if (lease === null) return unchangedFor < unreadableLease;
  const { token } = lease;
  if (token === null || ownTokens.has(token)) return false;
  const expiresAt = Date.parse(lease.expiresAt);
  if (serverTime >= expiresAt) return false;
  // Whoever holds it renews it; a date that a wrong clock once wrote is not waited for.
  const length = Math.min(longestLease, Math.max(0, expiresAt - Date.parse(lease.renewedAt)));
  return unchangedFor < length + 2 * second;
}
