import type { Account } from '../documents/account.ts';
import { isPurged, type Tenant, tenantState } from '../documents/tenant.ts';
import { isDatabaseName, keyProblem, registryDatabase, rolesFor } from '../naming.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { accountUsername, secondUsername, tenantDatabases } from '../tenant-names.ts';
import { databaseSpecs, unusableName } from './desired-databases.ts';
import { signingKeySpecs } from './signing-keys.ts';
import type { Refusal, ServerSpec, TenantSpec, UserSpec } from './server-spec.ts';

const usernameLimit = 300;

export type TenantWish =
  | { readonly outcome: 'spec'; readonly spec: TenantSpec }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/**
 * What the registry wants of one server: its own tenants and those without a home server, purged ones left
 * out: nothing of them is wanted any more. Two tenants
 * wanting the same names both have a specification; who gets them is for `diff` to say, which sees whom
 * the server already knows.
 * @param serverId id of the server's document, `server_…`
 */
export function desired(snapshot: RegistrySnapshot, serverId: string): ServerSpec {
  const tenants: TenantSpec[] = [];
  const refusals: Refusal[] = [];
  for (const tenant of snapshot.tenants.values()) {
    if (tenant.server_id !== null && tenant.server_id !== serverId) continue;
    if (isPurged(tenant)) continue;
    const wish = desiredTenant(snapshot, tenant);
    if (wish.outcome === 'spec') tenants.push(wish.spec);
    else refusals.push(wish.refusal);
  }
  const off = snapshot.servers.get(serverId)?.jwtHandler === 'off';
  return {
    tenants,
    refusals,
    signingKeys: signingKeySpecs(snapshot),
    ...(off ? { jwtHandler: 'off' } : {}),
  };
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
  const unusable = unusableName(blueprint);
  if (unusable !== null) return refuse('blueprint-invalid', unusable);
  const names = tenantDatabases(blueprint, tenant.key);
  const badName = names.find((name) => !isOurDatabaseName(name)) ?? repeated(names);
  if (badName !== undefined) return refuse('name-invalid', badName);

  const users: UserSpec[] = [];
  for (const { name } of blueprint.accounts) {
    const username = accountUsername(blueprint, tenant.key, name);
    if (secondUsername(username).length > usernameLimit) return refuse('name-invalid', username);
    const account = (snapshot.accounts.get(tenant.tenant_id) ?? []).find(
      (candidate) => candidate.name === name,
    );
    if (account === undefined || !takesTurns(account.username, username)) {
      return refuse('account-missing', username);
    }
    users.push(...userSpecs(tenant, account, username));
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
      databases: databaseSpecs(tenant, blueprint, names, snapshot.overrides.get(tenant.tenant_id)),
      users,
    },
  };
}

/** A rotation with an overlap needs a second user name, since a CouchDB user has one password. */
function takesTurns(username: string, base: string): boolean {
  return username === base || username === secondUsername(base);
}

/** The account's user and, after a rotation with an overlap, that of the credential before. */
function userSpecs(tenant: Tenant, account: Account, base: string): readonly UserSpec[] {
  const { previous } = account;
  const roles =
    tenantState(tenant) === 'active'
      ? rolesFor(account.access, tenant.tenant_id, tenant.epoch)
      : [];
  const current: UserSpec = {
    username: account.username,
    account: account.name,
    roles,
    credentialId: account.credential_id,
    hash: account.hash,
  };
  if (
    previous === null ||
    previous === undefined ||
    previous.username === account.username ||
    !takesTurns(previous.username, base)
  ) {
    return [current];
  }
  return [
    current,
    {
      username: previous.username,
      account: account.name,
      roles: previous.ended ? [] : roles,
      credentialId: previous.credential_id,
      hash: previous.hash,
    },
  ];
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
