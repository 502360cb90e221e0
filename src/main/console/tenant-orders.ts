import type { Tenant, TenantState } from '../../shared/documents/tenant.ts';
import { fold } from '../../shared/fold-text.ts';
import { naturalOrder } from './natural-order.ts';

/** The orders that follow from a tenant's own document. */
export type OwnSort = 'name' | 'key' | 'owner' | 'createdAt' | 'updatedAt';

/** A tenant as the list knows it. */
export interface IndexedTenant {
  readonly tenant: Tenant;
  readonly state: TenantState;
  /** What is searched; null until somebody searches. */
  said: string | null;
  /** Which flags of the list it has (`flagBits`), as of the marks they were last asked for. */
  flags: number;
}

const sortKeys: Readonly<Record<OwnSort, (tenant: Tenant) => string>> = {
  name: (tenant) => naturalOrder(fold(tenant.name)),
  key: (tenant) => naturalOrder(tenant.key),
  // Those without an owner stand last.
  owner: (tenant) => (tenant.owner_email === null ? '\uffff' : fold(tenant.owner_email)),
  createdAt: (tenant) => tenant.createdAt,
  updatedAt: (tenant) => tenant.updatedAt,
};

/** The tenants in the orders that were asked for. */
export interface TenantOrders {
  /** Says that a tenant is new, another, or gone. */
  readonly touch: (tenantId: string) => void;
  readonly order: (sort: OwnSort) => readonly string[];
}

interface Order {
  readonly ids: readonly string[];
  readonly keys: Map<string, string>;
  /** Ids whose place is not known any more. */
  readonly stale: Set<string>;
}

/** Keeps every order; after a change only what changed is sorted, and merged into the rest. */
export function createTenantOrders(rows: ReadonlyMap<string, IndexedTenant>): TenantOrders {
  const orders = new Map<OwnSort, Order>();

  function made(sort: OwnSort): Order {
    const known = orders.get(sort);
    if (known?.stale.size === 0) return known;
    const keys = known?.keys ?? new Map<string, string>();
    const moved = [...(known?.stale ?? rows.keys())];
    for (const id of moved) {
      const row = rows.get(id);
      if (row === undefined) keys.delete(id);
      else keys.set(id, sortKeys[sort](row.tenant));
    }
    const before = (a: string, b: string) => {
      const left = keys.get(a) ?? '';
      const right = keys.get(b) ?? '';
      return left === right ? a < b : left < right;
    };
    const coming = moved.filter((id) => rows.has(id)).sort((a, b) => (before(a, b) ? -1 : 1));
    const staying = known === undefined ? [] : known.ids.filter((id) => !known.stale.has(id));
    const order = { ids: merged(staying, coming, before), keys, stale: new Set<string>() };
    orders.set(sort, order);
    return order;
  }

  return {
    touch: (tenantId) => {
      for (const { stale } of orders.values()) stale.add(tenantId);
    },
    order: (sort) => made(sort).ids,
  };
}

function merged(
  left: readonly string[],
  right: readonly string[],
  before: (a: string, b: string) => boolean,
): readonly string[] {
  if (left.length === 0) return right;
  const all: string[] = [];
  let at = 0;
  for (const id of right) {
    // Few come into many, so their places are sought and not counted to.
    const place = placeOf(id, left, at, before);
    for (; at < place; at += 1) all.push(left[at] ?? '');
    all.push(id);
  }
  for (; at < left.length; at += 1) all.push(left[at] ?? '');
  return all;
}

function placeOf(
  id: string,
  ids: readonly string[],
  from: number,
  before: (a: string, b: string) => boolean,
): number {
  let low = from;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(ids[middle] ?? '', id)) low = middle + 1;
    else high = middle;
  }
  return low;
}
