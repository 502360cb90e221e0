import { defaultSharing, inviters, type Sharing, type Tenant } from '../documents/tenant.ts';
import { undecided } from './merged-revs.ts';

/**
 * What decides on access where a tenant document has conflicting leaves: everything from the winner, but
 * each access field is the most withdrawn of all leaves, and the counters are the highest. A leaf that
 * another one names in `access_seen` for that field, or that was merged into it, was decided over already
 * and only keeps the counters from falling.
 */
export function safestTenant(winner: Tenant, others: readonly Tenant[]): Tenant {
  const leaves = [winner, ...others];
  const open = (path: string) => undecided(leaves, path);
  const overQuota = open('/overQuota').some((leaf) => leaf.overQuota === true);
  return {
    ...winner,
    enabled: open('/enabled').every(({ enabled }) => enabled),
    readOnly: open('/readOnly').some(({ readOnly }) => readOnly),
    ...(overQuota || winner.overQuota !== undefined ? { overQuota } : {}),
    archivedAt: firstOf(winner, open('/archivedAt'), ({ archivedAt }) => archivedAt),
    ...purgedOf(leaves),
    ...sharingOf(winner, others, open),
    deletedAt: firstOf(winner, open('/deletedAt'), ({ deletedAt }) => deletedAt),
    generation: Math.max(...leaves.map(({ generation }) => generation)),
    epoch: Math.max(...leaves.map(({ epoch }) => epoch)),
  };
}

/** The winner's instant where it has one and counts, else the earliest. */
function firstOf(
  winner: Tenant,
  open: readonly Tenant[],
  instantOf: (leaf: Tenant) => string | null,
): string | null {
  const own = open.includes(winner) ? instantOf(winner) : null;
  return own ?? earliest(open.map(instantOf));
}

/** Who may invite, and whom: what all leaves allow. */
function sharingOf(
  winner: Tenant,
  others: readonly Tenant[],
  open: (path: string) => readonly Tenant[],
): Partial<Pick<Tenant, 'sharing'>> {
  if ([winner, ...others].every(({ sharing }) => sharing === undefined)) return {};
  const of = (leaf: Tenant): Sharing => leaf.sharing ?? defaultSharing;
  const least = Math.min(
    ...open('/sharing/invite').map((leaf) => inviters.indexOf(of(leaf).invite)),
  );
  const domains = open('/sharing/domains').reduce<Sharing['domains']>((all, leaf) => {
    const own = of(leaf).domains;
    return all === null || own === null ? (all ?? own) : all.filter((name) => own.includes(name));
  }, null);
  return { sharing: { ...of(winner), invite: inviters[least] ?? 'operators', domains } };
}

/** What one leaf knows to be deleted for good is not there, whatever another one says. */
function purgedOf(leaves: readonly Tenant[]): Partial<Pick<Tenant, 'purgedAt'>> {
  const purgedAt = leaves[0]?.purgedAt ?? earliest(leaves.map((leaf) => leaf.purgedAt ?? null));
  return purgedAt === null ? {} : { purgedAt };
}

function earliest(instants: readonly (string | null)[]): string | null {
  return instants.reduce<string | null>(
    (first, instant) => (instant !== null && (first === null || instant < first) ? instant : first),
    null,
  );
}
