import { isPurged, tenantState, type Tenant, type TenantState } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';

/** The tenant, or `not-found`. */
export function requireTenant(snapshot: RegistrySnapshot, tenantId: string): Tenant {
  const tenant = snapshot.tenants.get(tenantId);
  if (tenant !== undefined) return tenant;
  throw new ConsoleError('not-found', 'There is no such tenant in the registry.', {
    remedy: 'Look at the list of tenants again.',
    details: { tenant: tenantId },
  });
}

const stateWords: Readonly<Record<TenantState, string>> = {
  active: 'active',
  suspended: 'suspended',
  archived: 'archived',
  deleted: 'in the trash',
};

const remedies: Readonly<Record<TenantState, string>> = {
  active: '',
  suspended: 'Activate it first.',
  archived: 'Take it out of the archive first.',
  deleted: 'Restore it from the trash first.',
};

/** Throws `not-allowed-in-state` where everything of the tenant was deleted for good. */
export function requireUnpurged(tenant: Tenant): void {
  if (!isPurged(tenant)) return;
  throw new ConsoleError(
    'not-allowed-in-state',
    `The tenant ${tenant.key} was purged: its databases and accounts were deleted for good.`,
    {
      remedy: 'Create a new tenant with another key.',
      details: { tenant: tenant.tenant_id },
    },
  );
}

/** Throws `not-allowed-in-state` unless the tenant is in one of the states. */
export function requireState(tenant: Tenant, allowed: readonly TenantState[], verb: string): void {
  const state = tenantState(tenant);
  if (allowed.includes(state)) return;
  throw new ConsoleError(
    'not-allowed-in-state',
    `The tenant ${tenant.key} is ${stateWords[state]} and cannot be ${verb}.`,
    { remedy: remedies[state], details: { tenant: tenant.tenant_id, state } },
  );
}
