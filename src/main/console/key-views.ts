import type { KeyDetail, KeyRow, KeyUsage } from '../../shared/bridge/key-views.ts';
import { tenantState } from '../../shared/documents/tenant.ts';
import type { Usage } from '../../shared/documents/usage.ts';
import { shownPrefix } from '../../shared/keys/key-format.ts';
import { useByGateway } from '../../shared/keys/gateway-usage.ts';
import { lastUse, usesByDay } from '../../shared/keys/key-usage.ts';
import { replacedKeyEnd } from '../../shared/keys/replaced-keys.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { IndexedKey } from './key-index.ts';

/** Days of use that a key's detail shows. */
const detailDays = 90;
const topLength = 20;

/** An API key as one line of the list, at an ISO instant; its hash stays here. */
export function keyRow(
  { key, tenant, usage, lastUsed, state, marks }: IndexedKey,
  now: string,
): KeyRow {
  const gateways = useByGateway(usage, now);
  return {
    id: key.key_id,
    prefix: shownPrefix(key.key_id),
    name: key.name,
    tenantId: key.tenant_id,
    tenantKey: tenant?.key ?? '',
    tenantName: tenant?.name ?? key.tenant_id,
    tenantState: tenant === undefined ? 'deleted' : tenantState(tenant),
    state,
    marks,
    access: key.scopes.access,
    databases: key.scopes.databases,
    createdAt: key.createdAt,
    createdBy: key.created_by,
    lastUsed,
    today: gateways.reduce((sum, { today }) => sum + today, 0),
    month: gateways.reduce((sum, { month }) => sum + month, 0),
    expiresAt: key.expiresAt,
  };
}

/** Everything there is to see of one key. */
export function keyDetail(
  indexed: IndexedKey,
  snapshot: RegistrySnapshot,
  replaces: string | undefined,
  now: string,
): KeyDetail {
  const { key, tenant } = indexed;
  const end = replacedKeyEnd(key, snapshot);
  const blueprint = tenant === undefined ? undefined : snapshot.blueprints.get(tenant.blueprint);
  return {
    ...keyRow(indexed, now),
    updatedAt: key.updatedAt,
    updatedBy: key.updatedBy,
    replacedBy: reference(key.replaced_by),
    replaces: reference(replaces),
    ends: end === null ? null : { at: end.at, reason: end.reason },
    idleHours: key.idle_hours ?? null,
    days: usesByDay(indexed.usage, now, detailDays),
    gateways: useByGateway(indexed.usage, now),
    databaseChoices: blueprint?.databases.map(({ name }) => name) ?? [],
  };
}

function reference(id: string | undefined): KeyDetail['replacedBy'] {
  return id === undefined ? null : { id, prefix: shownPrefix(id) };
}

/** Use of one tenant's keys, or of all tenants', over the last so many days. */
export function keyUsage(
  snapshot: RegistrySnapshot,
  tenantId: string | null,
  now: string,
  days: number,
): KeyUsage {
  const first = usesByDay([], now, days)[0]?.day ?? '';
  const all: Usage[] = [];
  const groups = new Map<string, Usage[]>();
  for (const usage of snapshot.usage.values()) {
    for (const one of usage) {
      if (tenantId !== null && one.tenant_id !== tenantId) continue;
      all.push(one);
      if (one.day < first) continue;
      const id = tenantId === null ? one.tenant_id : one.key_id;
      const group = groups.get(id);
      if (group === undefined) groups.set(id, [one]);
      else group.push(one);
    }
  }
  const counts = usesByDay(all, now, days);
  const titleOf = (id: string): string =>
    (tenantId === null ? snapshot.tenants.get(id)?.name : snapshot.apikeysById.get(id)?.name) ?? id;
  return {
    days: counts,
    total: counts.reduce((sum, { count }) => sum + count, 0),
    lastUsed: lastUse(all),
    top: [...groups]
      .map(([id, group]) => ({ id, group, count: group.reduce((sum, one) => sum + one.count, 0) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
      .slice(0, topLength)
      .map(({ id, group, count }) => ({ id, title: titleOf(id), count, lastUsed: lastUse(group) })),
  };
}
