import type { TenantFacet, TenantFacets } from '../../shared/bridge/tenant-views.ts';
import { tenantStates, type TenantState } from '../../shared/documents/tenant.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { IndexedTenant } from './tenant-orders.ts';
import { flagBits, inState, tenantFlags, type TenantQuery } from './tenant-query.ts';

/** Bits of the filters that are no flags; those of the flags stand above them. */
const filters = { state: 1, blueprint: 2, server: 4 } as const;
const flagShift = 3;

/** Counts, in the same pass that filters, how many tenants each filter would leave. */
export interface TenantTally {
  /** Whether the query finds it; it is counted either way. */
  readonly take: (row: IndexedTenant) => boolean;
  /** `snapshot`: where the titles are; null while there is none. */
  readonly facets: (snapshot: RegistrySnapshot | null) => TenantFacets;
}

export function createTally(query: TenantQuery): TenantTally {
  const states: Record<TenantState, number> = { active: 0, suspended: 0, archived: 0, deleted: 0 };
  const counted = { waiting: 0, refused: 0, conflict: 0, drifted: 0, ownerless: 0 };
  const blueprints = new Map<string, number>();
  const servers = new Map<string, number>();
  const wantedStates = new Set(tenantStates.filter((state) => inState(query.state, state)));
  const wantedFlags = tenantFlags.reduce(
    (sum, flag) => sum + (query[flag] ? flagBits[flag] : 0),
    0,
  );
  return {
    take: ({ tenant, state, flags }) => {
      const server = tenant.server_id ?? '';
      /** One bit for each filter that leaves it out. */
      let failing = (wantedFlags & ~flags) << flagShift;
      if (!wantedStates.has(state)) failing |= filters.state;
      if (query.blueprint !== null && query.blueprint !== tenant.blueprint) {
        failing |= filters.blueprint;
      }
      if (query.server !== null && query.server !== server) failing |= filters.server;
      // More than one bit: it would be left out whichever single filter was taken away.
      if ((failing & (failing - 1)) !== 0) return false;
      // What fails by one filter alone would be left were it not for that filter.
      const counts = (filter: number) => failing === 0 || failing === filter;
      if (counts(filters.state)) states[state] += 1;
      if (counts(filters.blueprint)) add(blueprints, tenant.blueprint);
      if (counts(filters.server)) add(servers, server);
      if (flags !== 0) {
        for (const flag of tenantFlags) {
          const bit = flagBits[flag];
          if ((flags & bit) !== 0 && failing === 0) counted[flag] += 1;
        }
      }
      return failing === 0;
    },
    facets: (snapshot) => ({
      states,
      ...counted,
      blueprints: facets(blueprints, (id) => snapshot?.blueprints.get(id)?.title ?? id),
      servers: facets(servers, (id) => snapshot?.servers.get(id)?.name ?? id),
    }),
  };
}

function add(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}

function facets(
  counts: ReadonlyMap<string, number>,
  title: (id: string) => string,
): readonly TenantFacet[] {
  return [...counts]
    .map(([id, count]) => ({ id, title: title(id), count }))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
}
