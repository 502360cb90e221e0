import {
  tenantState,
  tenantStates,
  type Tenant,
  type TenantState,
} from '../../shared/documents/tenant.ts';
import { fold } from '../../shared/fold-text.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { naturalOrder } from './natural-order.ts';
import { createTenantSearch, type TenantSearch } from './tenant-search.ts';

export type TenantSort = 'name' | 'key' | 'createdAt' | 'updatedAt' | 'state';

export interface TenantQuery {
  readonly search: string;
  readonly state: 'current' | TenantState | 'all';
  readonly waiting: boolean;
  readonly sort: TenantSort;
  readonly direction: 'asc' | 'desc';
}

/** The tenants in every order that was asked for; changing one costs little, whatever their number. */
export interface TenantIndex {
  /** Takes over what changed since the last call. */
  readonly refresh: (snapshot: RegistrySnapshot) => void;
  /** Ids in order. `isWaiting` is asked only where the query wants it; `version` names its answers. */
  readonly find: (
    query: TenantQuery,
    isWaiting: (tenantId: string) => boolean,
    version: number,
  ) => readonly string[];
  readonly counts: () => Readonly<Record<TenantState, number>>;
}

interface Row {
  readonly tenant: Tenant;
  readonly state: TenantState;
  readonly sortKeys: Readonly<Record<TenantSort, string>>;
}

function makeRow(tenant: Tenant): Row {
  const state = tenantState(tenant);
  return {
    tenant,
    state,
    sortKeys: {
      name: naturalOrder(fold(tenant.name)),
      key: naturalOrder(tenant.key),
      createdAt: tenant.createdAt,
      updatedAt: tenant.updatedAt,
      state: String(tenantStates.indexOf(state)),
    },
  };
}

export function createTenantIndex(): TenantIndex {
  const rows = new Map<string, Row>();
  const orders = new Map<TenantSort, string[]>();
  const stale = new Set<TenantSort>();
  let seen: RegistrySnapshot | null = null;
  let version = 0;
  /** Made at the first search, so that whoever never searches does not pay for it. */
  let search: TenantSearch | null = null;
  let last: { readonly question: string; readonly ids: readonly string[] } | null = null;

  function order(sort: TenantSort): readonly string[] {
    const known = orders.get(sort);
    if (known !== undefined && !stale.has(sort)) return known;
    // What is nearly in order already is sorted in nearly one pass.
    const old = known === undefined ? [] : known.filter((id) => rows.has(id));
    const there = new Set(old);
    for (const id of rows.keys()) if (!there.has(id)) old.push(id);
    old.sort((a, b) => {
      const left = rows.get(a)?.sortKeys[sort] ?? '';
      const right = rows.get(b)?.sortKeys[sort] ?? '';
      if (left !== right) return left < right ? -1 : 1;
      return a < b ? -1 : 1;
    });
    orders.set(sort, old);
    stale.delete(sort);
    return old;
  }

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

  return {
    refresh: (snapshot) => {
      if (snapshot === seen) return;
      seen = snapshot;
      let changed = false;
      for (const [id, tenant] of snapshot.tenants) {
        if (rows.get(id)?.tenant === tenant) continue;
        rows.set(id, makeRow(tenant));
        search?.put(tenant);
        changed = true;
      }
      if (rows.size !== snapshot.tenants.size) {
        for (const id of [...rows.keys()]) {
          if (snapshot.tenants.has(id)) continue;
          rows.delete(id);
          search?.remove(id);
          changed = true;
        }
      }
      if (!changed) return;
      version += 1;
      for (const sort of orders.keys()) stale.add(sort);
    },
    find: (query, isWaiting, answers) => {
      const question = JSON.stringify([query, version, query.waiting ? answers : 0]);
      if (last?.question === question) return last.ids;
      const found = searched(query.search);
      const ids = order(query.sort).filter((id) => {
        if (found !== null && !found.has(id)) return false;
        const state = rows.get(id)?.state;
        if (state === undefined || !inState(query.state, state)) return false;
        return !query.waiting || isWaiting(id);
      });
      if (query.direction === 'desc') ids.reverse();
      last = { question, ids };
      return ids;
    },
    counts: () => {
      const counts = { active: 0, suspended: 0, archived: 0, deleted: 0 };
      for (const { state } of rows.values()) counts[state] += 1;
      return counts;
    },
  };
}

function inState(wanted: TenantQuery['state'], state: TenantState): boolean {
  if (wanted === 'all') return true;
  if (wanted === 'current') return state === 'active' || state === 'suspended';
  return wanted === state;
}
