import type { TenantPlace, Workplace } from '../../shared/bridge/tenant-views.ts';
import { requireTenant } from '../../shared/commands/require-tenant.ts';
import { tenantState, type Tenant } from '../../shared/documents/tenant.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { Registry } from '../registry/registry.ts';
import type { Preferences } from './preferences.ts';

/** How many were opened lately, of one server; and how many of all servers are remembered. */
const recentShown = 10;
const remembered = 60;

/** Which tenant is worked in on this device, which were opened lately, and how the list looks. */
export interface WorkplaceKeeper {
  readonly current: () => Workplace;
  readonly activeId: () => string | null;
  /** Null: none. Error: `not-found`. */
  readonly switchTo: (tenantId: string | null) => Promise<Workplace>;
  /** Error: `not-found`. */
  readonly opened: (tenantId: string) => Promise<Workplace>;
  readonly setColumns: (columns: readonly string[] | null) => Promise<Workplace>;
}

export function createWorkplace(
  registry: Pick<Registry, 'snapshot'>,
  preferences: Preferences,
): WorkplaceKeeper {
  const here = (ids: readonly string[], snapshot: RegistrySnapshot): readonly Tenant[] =>
    ids.flatMap((id) => snapshot.tenants.get(id) ?? []);
  const active = () => here(preferences.values().active, registry.snapshot())[0] ?? null;

  function current(): Workplace {
    const { opened, tenantColumns } = preferences.values();
    const tenant = active();
    return {
      active: tenant === null ? null : placeOf(tenant),
      recent: here(opened, registry.snapshot()).slice(0, recentShown).map(placeOf),
      columns: tenantColumns,
    };
  }

  return {
    current,
    activeId: () => active()?.tenant_id ?? null,
    switchTo: async (tenantId) => {
      const snapshot = registry.snapshot();
      if (tenantId !== null) requireTenant(snapshot, tenantId);
      // One of each server: those of other registries are not in this one.
      const others = preferences.values().active.filter((id) => !snapshot.tenants.has(id));
      await preferences.change({ active: first(tenantId, others) });
      return current();
    },
    opened: async (tenantId) => {
      requireTenant(registry.snapshot(), tenantId);
      await preferences.change({ opened: first(tenantId, preferences.values().opened) });
      return current();
    },
    setColumns: async (columns) => {
      await preferences.change({ tenantColumns: columns === null ? null : [...columns] });
      return current();
    },
  };
}

function first(id: string | null, others: readonly string[]): string[] {
  const rest = others.filter((other) => other !== id);
  return (id === null ? rest : [id, ...rest]).slice(0, remembered);
}

function placeOf(tenant: Tenant): TenantPlace {
  const { tenant_id: id, key, name } = tenant;
  return { id, key, name, state: tenantState(tenant) };
}
