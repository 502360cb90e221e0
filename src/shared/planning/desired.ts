import type { Account } from '../documents/account.ts';
import type { Blueprint } from '../documents/blueprint.ts';
import { type Tenant, tenantState } from '../documents/tenant.ts';
import { isDatabaseName, keyProblem, readRole, registryDatabase, rolesFor } from '../naming.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { accountUsername, tenantDatabases } from '../tenant-names.ts';
import { guardDesign } from './guard.ts';
import type { SecurityObject } from './security-object.ts';
import type { DatabaseSpec, Refusal, ServerSpec, TenantSpec, UserSpec } from './server-spec.ts';

const usernameLimit = 300;

export type TenantWish =
  | { readonly outcome: 'spec'; readonly spec: TenantSpec }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/**
 * What the registry wants of one server: its own tenants and those without a home server. Two tenants
 * wanting the same names both have a specification; who gets them is for `diff` to say, which sees whom
 * the server already knows.
 * @param serverId id of the server's document, `server_…`
 */
export function desired(snapshot: RegistrySnapshot, serverId: string): ServerSpec {
  const tenants: TenantSpec[] = [];
  const refusals: Refusal[] = [];
  for (const tenant of snapshot.tenants.values()) {
    if (tenant.server_id !== null && tenant.server_id !== serverId) continue;
    const wish = desiredTenant(snapshot, tenant);
    if (wish.outcome === 'spec') tenants.push(wish.spec);
    else refusals.push(wish.refusal);
  }
  return { tenants, refusals };
}

/** What the registry wants for one tenant, or why it cannot be wanted. */
export function desiredTenant(snapshot: RegistrySnapshot, tenant: Tenant): TenantWish {
  const refuse = (reason: Refusal['reason'], subject: string): TenantWish => ({
    outcome: 'refused',
    refusal: { tenantId: tenant.tenant_id, key: tenant.key, reason, subject },
  });
  if (keyProblem(tenant.key) !== null) return refuse('key-invalid', tenant.key);
  const blueprint = snapshot.blueprints.get(tenant.blueprint);
  if (blueprint === undefined) return refuse('blueprint-missing', tenant.blueprint);
  const names = tenantDatabases(blueprint, tenant.key);
  const badName = names.find((name) => !isOurDatabaseName(name)) ?? repeated(names);
  if (badName !== undefined) return refuse('name-invalid', badName);

  const users: UserSpec[] = [];
  for (const { name } of blueprint.accounts) {
    const username = accountUsername(blueprint, tenant.key, name);
    if (username.length > usernameLimit) return refuse('name-invalid', username);
    const account = (snapshot.accounts.get(tenant.tenant_id) ?? []).find(
      (candidate) => candidate.name === name,
    );
    if (account?.username !== username) return refuse('account-missing', username);
    users.push(userSpec(tenant, account));
  }
  const badUser = repeated(users.map(({ username }) => username));
  if (badUser !== undefined) return refuse('name-invalid', badUser);

  return {
    outcome: 'spec',
    spec: {
      tenantId: tenant.tenant_id,
      key: tenant.key,
      generation: tenant.generation,
      state: tenantState(tenant),
      createdAt: tenant.createdAt,
      databases: databaseSpecs(tenant, blueprint, names),
      users,
    },
  };
}

function databaseSpecs(
  tenant: Tenant,
  blueprint: Blueprint,
  names: readonly string[],
): readonly DatabaseSpec[] {
  const security = tenantSecurity(tenant, blueprint);
  return blueprint.databases.map(({ q }, index) => ({
    name: names[index] ?? '',
    q,
    security,
    designs: [guardDesign],
  }));
}

/** One `_security` for all databases of a tenant. The members list is never empty, whatever the state. */
function tenantSecurity(tenant: Tenant, blueprint: Blueprint): SecurityObject {
  return {
    admins: { names: [], roles: ['_admin'] },
    members: { names: [], roles: [readRole(tenant.tenant_id, tenant.epoch)] },
    mycouch: {
      tenant: tenant.tenant_id,
      generation: tenant.generation,
      state: tenantState(tenant),
      readOnly: tenant.readOnly,
      tenantFields: blueprint.tenant_fields,
    },
  };
}

function userSpec(tenant: Tenant, account: Account): UserSpec {
  return {
    username: account.username,
    account: account.name,
    roles:
      tenantState(tenant) === 'active'
        ? rolesFor(account.access, tenant.tenant_id, tenant.epoch)
        : [],
    credentialId: account.credential_id,
    hash: account.hash,
  };
}

/** A tenant never gets a database that the console itself lives in. */
function isOurDatabaseName(name: string): boolean {
  return (
    isDatabaseName(name) && name !== registryDatabase && !name.startsWith(`${registryDatabase}-`)
  );
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
