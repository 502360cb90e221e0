import type { Provisioning } from '../../shared/bridge/views.ts';
import {
  tenantState,
  tenantStates,
  type Tenant,
  type TenantState,
} from '../../shared/documents/tenant.ts';
import { fold } from '../../shared/fold-text.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { createTenantOrders, type IndexedTenant } from './tenant-orders.ts';
import type { TenantMarks, TenantQuery, TenantSort, TenantsFound } from './tenant-query.ts';
import { createTenantSearch, type TenantSearch } from './tenant-search.ts';
import { createTally } from './tenant-tally.ts';

/** The tenants in every order that was asked for; changing one costs little, whatever their number. */
export interface TenantIndex {
  /** Takes over what changed since the last call. */
  readonly refresh: (snapshot: RegistrySnapshot) => void;
  /** The answer to the last query is kept, so that its pages cost nothing. */
  readonly find: (query: TenantQuery, marks: TenantMarks) => TenantsFound;
  readonly counts: () => Readonly<Record<TenantState, number>>;
}

interface Answer extends Pick<TenantMarks, 'inConflict' | 'drifted'> {
  readonly question: string;
  readonly found: TenantsFound;
}

const provisioningRank: Readonly<Record<Provisioning, number>> = {
  refused: 0,
  waiting: 1,
  applied: 2,
};

export function createTenantIndex(): TenantIndex {
  const rows = new Map<string, IndexedTenant>();
  const orders = createTenantOrders(rows);
  let seen: RegistrySnapshot | null = null;
  let version = 0;
  /** Made at the first search, so that whoever never searches does not pay for it. */
  let search: TenantSearch | null = null;
  let last: Answer | null = null;

  function searched(text: string): ReadonlySet<string> | null {
    const wanted = fold(text.trim());
    if (wanted === '') return null;
    if (search === null) {
      search = createTenantSearch();
      for (const { tenant } of rows.values()) search.put(tenant);
    }
    const found = new Set(search.find(wanted));
    // A key is one word to people, and the index would cut it at its hyphens.
    for (const [id, { tenant }] of rows) if (tenant.key.startsWith(wanted)) found.add(id);
    return found;
  }

  function put(id: string, tenant: Tenant): void {
    rows.set(id, { tenant, state: tenantState(tenant) });
    search?.put(tenant);
    orders.touch(id);
  }

  /** By what several tenants have alike; among those, by name. */
  function grouped(sort: TenantSort, snapshot: RegistrySnapshot, marks: TenantMarks) {
    const blueprints = [...snapshot.blueprints.values()].sort((a, b) =>
      a.title < b.title ? -1 : 1,
    );
    const titles = new Map(blueprints.map(({ _id }, index) => [_id, index]));
    const groupOf = ({ tenant, state }: IndexedTenant): number => {
      switch (sort) {
        case 'state':
          return tenantStates.indexOf(state);
        case 'provisioning':
          return provisioningRank[marks.provisioning(tenant.tenant_id)];
        case 'databases':
          return snapshot.blueprints.get(tenant.blueprint)?.databases.length ?? 0;
        default:
          return titles.get(tenant.blueprint) ?? titles.size;
      }
    };
    const groups = new Map<number, string[]>();
    for (const id of orders.order('name')) {
      const row = rows.get(id);
      if (row === undefined) continue;
      const group = groupOf(row);
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [id]);
      else members.push(id);
    }
    return [...groups].sort(([a], [b]) => a - b).flatMap(([, members]) => members);
  }

  function ordered(sort: TenantSort, snapshot: RegistrySnapshot, marks: TenantMarks) {
    switch (sort) {
      case 'state':
      case 'provisioning':
      case 'databases':
      case 'blueprint':
        return grouped(sort, snapshot, marks);
      default:
        return orders.order(sort);
    }
  }

  return {
    refresh: (snapshot) => {
      if (snapshot === seen) return;
      const sameTenants = snapshot.tenants === seen?.tenants;
      // Titles and numbers of databases are the blueprints'.
      if (snapshot.blueprints !== seen?.blueprints || snapshot.servers !== seen.servers) {
        version += 1;
      }
      seen = snapshot;
      if (sameTenants) return;
      let changed = false;
      for (const [id, tenant] of snapshot.tenants) {
        if (rows.get(id)?.tenant === tenant) continue;
        put(id, tenant);
        changed = true;
      }
      if (rows.size !== snapshot.tenants.size) {
        for (const id of [...rows.keys()]) {
          if (snapshot.tenants.has(id)) continue;
          rows.delete(id);
          search?.remove(id);
          orders.touch(id);
          changed = true;
        }
      }
      if (changed) version += 1;
    },
    find: (query, marks) => {
      const question = JSON.stringify([query, version, marks.version]);
      if (
        last?.question === question &&
        last.inConflict === marks.inConflict &&
        last.drifted === marks.drifted
      ) {
        return last.found;
      }
      const tally = createTally(query, marks);
      const wanted = searched(query.search);
      const ids: string[] = [];
      const snapshot = seen;
      if (snapshot !== null) {
        for (const id of ordered(query.sort, snapshot, marks)) {
          const row = rows.get(id);
          if (row === undefined || (wanted !== null && !wanted.has(id))) continue;
          if (tally.take(row)) ids.push(id);
        }
      }
      if (query.direction === 'desc') ids.reverse();
      const { inConflict, drifted } = marks;
      last = { question, inConflict, drifted, found: { ids, facets: tally.facets(snapshot) } };
      return last.found;
    },
    counts: () => {
      const counts = { active: 0, suspended: 0, archived: 0, deleted: 0 };
      for (const { state } of rows.values()) counts[state] += 1;
      return counts;
    },
  };
}
