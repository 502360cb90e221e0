import type { TenantFacet, TenantFacets } from '../../shared/bridge/tenant-views.ts';
import type { TenantState } from '../../shared/documents/tenant.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { IndexedTenant } from './tenant-orders.ts';
import { inState, type TenantMarks, type TenantQuery } from './tenant-query.ts';

const dimensions = [
  'state',
  'blueprint',
  'server',
  'waiting',
  'refused',
  'conflict',
  'drifted',
] as const;
type Dimension = (typeof dimensions)[number];

/** Counts, in the same pass that filters, how many tenants each filter would leave. */
export interface TenantTally {
  /** Whether the query finds it; it is counted either way. */
  readonly take: (row: IndexedTenant) => boolean;
  /** `snapshot`: where the titles are; null while there is none. */
  readonly facets: (snapshot: RegistrySnapshot | null) => TenantFacets;
}

export function createTally(query: TenantQuery, marks: TenantMarks): TenantTally {
  const states: Record<TenantState, number> = { active: 0, suspended: 0, archived: 0, deleted: 0 };
  const counted = { waiting: 0, refused: 0, conflict: 0, drifted: 0 };
  const blueprints = new Map<string, number>();
  const servers = new Map<string, number>();
  return {
    take: ({ tenant, state }) => {
      const id = tenant.tenant_id;
      const provisioning = marks.provisioning(id);
      const server = tenant.server_id ?? '';
      const is = {
        waiting: provisioning === 'waiting',
        refused: provisioning === 'refused',
        conflict: marks.inConflict.has(id),
        drifted: marks.drifted.has(id),
      };
      const passes: Readonly<Record<Dimension, boolean>> = {
        state: inState(query.state, state),
        blueprint: query.blueprint === null || query.blueprint === tenant.blueprint,
        server: query.server === null || query.server === server,
        waiting: !query.waiting || is.waiting,
        refused: !query.refused || is.refused,
        conflict: !query.conflict || is.conflict,
        drifted: !query.drifted || is.drifted,
      };
      let failing: Dimension | null = null;
      for (const dimension of dimensions) {
        if (passes[dimension]) continue;
        if (failing !== null) return false;
        failing = dimension;
      }
      // What fails by one filter alone would be left were it not for that filter.
      const counts = (dimension: Dimension) => failing === null || failing === dimension;
      if (counts('state')) states[state] += 1;
      if (counts('blueprint')) add(blueprints, tenant.blueprint);
      if (counts('server')) add(servers, server);
      for (const flag of ['waiting', 'refused', 'conflict', 'drifted'] as const) {
        if (is[flag] && counts(flag)) counted[flag] += 1;
      }
      return failing === null;
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
