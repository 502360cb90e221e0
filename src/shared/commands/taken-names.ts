import type { Blueprint } from '../documents/blueprint.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { tenantDatabases, tenantUsernames } from '../tenant-names.ts';

/**
 * The names that tenants of the registry have taken, those in the trash included: a key, a database name
 * and a user name belong to one tenant for ever. Answers whose they are.
 */
export interface TakenNames {
  /** The key of the tenant that has this key, database or user name; null when it is free. */
  readonly holder: (kind: 'key' | 'database' | 'user', name: string) => string | null;
  /** Counts a tenant in that is not in the registry yet, for example an earlier line of a file. */
  readonly take: (key: string, blueprint: Blueprint) => void;
}

/**
 * Collects the taken names of a snapshot, leaving one tenant out where its own names do not count.
 * Cost: one pass over all tenants, so one collection serves a whole import.
 */
export function takenNames(snapshot: RegistrySnapshot, except: Tenant | null = null): TakenNames {
  const holders = {
    key: new Map<string, string>(),
    database: new Map<string, string>(),
    user: new Map<string, string>(),
  };
  function take(key: string, blueprint: Blueprint | undefined): void {
    holders.key.set(key, key);
    if (blueprint === undefined) return;
    for (const name of tenantDatabases(blueprint, key)) holders.database.set(name, key);
    for (const name of tenantUsernames(blueprint, key)) holders.user.set(name, key);
  }
  for (const tenant of snapshot.tenants.values()) {
    if (tenant.tenant_id === except?.tenant_id) continue;
    take(tenant.key, snapshot.blueprints.get(tenant.blueprint));
  }
  // What an account document names is taken even where the blueprint has changed since.
  for (const [tenantId, accounts] of snapshot.accounts) {
    if (tenantId === except?.tenant_id) continue;
    const key = snapshot.tenants.get(tenantId)?.key ?? '';
    for (const account of accounts) holders.user.set(account.username, key);
  }
  return {
    holder: (kind, name) => holders[kind].get(name) ?? null,
    take,
  };
}
