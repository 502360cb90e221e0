import type { Tenant } from '../../shared/documents/tenant.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import type { Planner } from './planner.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import { curedByKey } from '../../shared/planning/cured-by-key.ts';
import { tenantDatabases } from '../../shared/tenant-names.ts';

/**
 * Whether a tenant's key may still be changed: the planner refuses it for its names, or nothing of it can
 * be on a server. Another console may have applied what this one never saw, so that is believed only
 * where no server is known, where the plan has just seen nothing of it, or where no other console can
 * have heard of it yet.
 */
export function keyChangeable(
  services: {
    readonly registry: Registry;
    readonly agreements: Agreements;
    readonly planner: Planner;
    readonly sync: SyncKeeper;
  },
  tenant: Tenant,
): boolean {
  const { registry, agreements, planner, sync } = services;
  const id = tenant.tenant_id;
  const refusal = agreements.refusalSeenNow(id);
  if (refusal !== null) return curedByKey.has(refusal.reason);
  if (agreements.everApplied(id)) return false;
  const snapshot = registry.snapshot();
  if (snapshot.servers.size === 0) return true;
  const blueprint = snapshot.blueprints.get(tenant.blueprint);
  if (blueprint !== undefined && planner.sawNothingOf(id, tenantDatabases(blueprint, tenant.key))) {
    return true;
  }
  const { agreement } = sync.status();
  return agreement !== null && tenant.createdAt > agreement.at;
}
