import { emptySnapshot } from './empty-snapshot.ts';
import { randomBytes, randomUUID } from 'node:crypto';
import { makeCredential } from '../../src/main/provisioning/password.ts';
import { accountDocumentId, type Account } from '../../src/shared/documents/account.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { tenantDocumentId, type Tenant } from '../../src/shared/documents/tenant.ts';
import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';
import { accountUsername } from '../../src/shared/tenant-names.ts';

const stamp = {
  createdAt: '2026-03-01T00:00:00.000Z',
  createdBy: 'anna',
  updatedAt: '2026-03-01T00:00:00.000Z',
  updatedBy: 'anna',
};

/** An active tenant of the shop blueprint, new in the registry. */
export function fleetTenant(key: string, more: Partial<Tenant> = {}): Tenant {
  const id = more.tenant_id ?? randomUUID();
  return {
    _id: tenantDocumentId(id),
    type: 'tenant',
    tenant_id: id,
    key,
    name: `Tenant ${key}`,
    description: '',
    owner_email: null,
    blueprint: shopBlueprint._id,
    server_id: null,
    configuration: {},
    enabled: true,
    readOnly: false,
    generation: 1,
    epoch: 1,
    archivedAt: null,
    deletedAt: null,
    ...stamp,
    ...more,
  };
}

export const withdrawn = (tenant: Tenant): Tenant => ({
  ...tenant,
  enabled: false,
  generation: tenant.generation + 1,
  epoch: tenant.epoch + 1,
});

export const restored = (tenant: Tenant): Tenant => ({
  ...tenant,
  enabled: true,
  generation: tenant.generation + 1,
});

/** Tenants, their accounts and the passwords of these, by user name. */
export interface Fleet {
  readonly tenants: readonly Tenant[];
  readonly accounts: ReadonlyMap<string, readonly Account[]>;
  readonly passwords: ReadonlyMap<string, string>;
}

/** Makes tenants with real credentials. */
export async function makeFleet(keys: readonly string[]): Promise<Fleet> {
  const tenants = keys.map((key) => fleetTenant(key));
  const accounts = new Map<string, readonly Account[]>();
  const passwords = new Map<string, string>();
  for (const tenant of tenants) {
    accounts.set(
      tenant.tenant_id,
      await Promise.all(
        shopBlueprint.accounts.map(async ({ name, access }): Promise<Account> => {
          const { password, hash } = await makeCredential(randomBytes);
          const username = accountUsername(shopBlueprint, tenant.key, name);
          passwords.set(username, password);
          return {
            _id: accountDocumentId(tenant.tenant_id, name),
            type: 'account',
            tenant_id: tenant.tenant_id,
            name,
            username,
            access,
            hash,
            credential_id: randomUUID(),
            ...stamp,
          };
        }),
      ),
    );
  }
  return { tenants, accounts, passwords };
}

/** What the planner sees of a fleet; `tenants` in place of its own where they were changed. */
export function fleetSnapshot(
  { accounts, tenants }: Pick<Fleet, 'accounts' | 'tenants'>,
  changed: readonly Tenant[] = [],
): RegistrySnapshot {
  const all = new Map(tenants.map((tenant) => [tenant.tenant_id, tenant]));
  for (const tenant of changed) all.set(tenant.tenant_id, tenant);
  const byKey = new Map<string, string[]>();
  for (const { key, tenant_id } of all.values()) {
    byKey.set(key, [...(byKey.get(key) ?? []), tenant_id]);
  }
  return {
    ...emptySnapshot,
    tenants: all,
    tenantsByKey: byKey,
    accounts,
    blueprints: new Map([[shopBlueprint._id, shopBlueprint]]),
  };
}
