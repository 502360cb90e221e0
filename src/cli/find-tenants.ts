import type { ConsoleClient } from '../shared/bridge/contract.ts';
import type { TenantRow } from '../shared/bridge/views.ts';
import { findTenant } from './find-tenant.ts';

/**
 * Every tenant that was named, each once, or none of them: a name that fits nobody refuses all before
 * anything is done. Errors: `not-found`, `invalid-input`.
 */
export async function findTenants(
  client: ConsoleClient,
  keysOrIds: readonly string[],
): Promise<readonly TenantRow[]> {
  const found = new Map<string, TenantRow>();
  for (const one of keysOrIds) {
    const tenant = await findTenant(client, one);
    found.set(tenant.id, tenant);
  }
  return [...found.values()];
}
