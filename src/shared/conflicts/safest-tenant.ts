import type { ApiKey } from '../documents/apikey.ts';
import type { Tenant } from '../documents/tenant.ts';

/**
 * What decides on access where a tenant document has conflicting leaves: everything from the winner, but
 * the access fields are the most withdrawn of all leaves, and the counters the highest. A leaf that the
 * winner names in `access_seen`, or that was merged into it, was decided over already and only keeps the
 * counters from falling.
 */
export function safestTenant(winner: Tenant, others: readonly Tenant[]): Tenant {
  const seen = new Set([...(winner.access_seen ?? []), ...(winner.merged_revs ?? [])]);
  const open = others.filter(({ _rev }) => _rev === undefined || !seen.has(_rev));
  return {
    ...winner,
    enabled: winner.enabled && open.every(({ enabled }) => enabled),
    readOnly: winner.readOnly || open.some(({ readOnly }) => readOnly),
    ...(winner.overQuota === true || open.some(({ overQuota }) => overQuota === true)
      ? { overQuota: true }
      : {}),
    archivedAt: winner.archivedAt ?? earliest(open.map(({ archivedAt }) => archivedAt)),
    ...purgedOf(winner, open),
    deletedAt: winner.deletedAt ?? earliest(open.map(({ deletedAt }) => deletedAt)),
    generation: Math.max(winner.generation, ...others.map(({ generation }) => generation)),
    epoch: Math.max(winner.epoch, ...others.map(({ epoch }) => epoch)),
  };
}

/**
 * Notes in a document about to be written which leaves its access fields were decided over. The leaves
 * stay where they are, for whoever resolves the conflict.
 */
export function withLeavesSeen<Document extends Tenant | ApiKey>(
  document: Document,
  others: readonly { readonly _rev?: string | undefined }[],
): Document {
  const seen = others.flatMap(({ _rev }) => (_rev === undefined ? [] : [_rev]));
  return seen.length === 0 ? document : { ...document, access_seen: seen };
}

/** What one leaf knows to be deleted for good is not there, whatever another one says. */
function purgedOf(winner: Tenant, open: readonly Tenant[]): Partial<Pick<Tenant, 'purgedAt'>> {
  const purgedAt = winner.purgedAt ?? earliest(open.map((leaf) => leaf.purgedAt ?? null));
  return purgedAt === null ? {} : { purgedAt };
}

function earliest(instants: readonly (string | null)[]): string | null {
  return instants.reduce<string | null>(
    (first, instant) => (instant !== null && (first === null || instant < first) ? instant : first),
    null,
  );
}
