import { settleCollisions } from './collisions.ts';
import { isProvisioned, ownership, ownershipRefusal } from './ownership.ts';
import type { Operation } from './plan.ts';
import { serverOperations } from './server-operations.ts';
import type { Refusal, ServerSpec, TenantSpec } from './server-spec.ts';
import type { ServerState } from './server-state.ts';
import { tenantOperations } from './tenant-operations.ts';

/** What has to be done to a server, and for which tenants nothing is done and why. */
export interface Difference {
  /** In an order that is never open: those of the server as a whole, then withdrawals first. */
  readonly operations: readonly Operation[];
  readonly refusals: readonly Refusal[];
}

/** The difference between what should be on a server and what is. Pure; a tenant is refused as a whole. */
export function diff(spec: ServerSpec, state: ServerState): Difference {
  const { accepted, refusals: collisions } = settleCollisions(spec.tenants, state);
  const operations: Operation[] = [...serverOperations(spec, state)];
  const refusals: Refusal[] = [...spec.refusals, ...collisions];
  for (const tenant of [...accepted].sort(withdrawalsFirst)) {
    const refusal = refusalFor(tenant, state);
    if (refusal === null) operations.push(...tenantOperations(tenant, state));
    else refusals.push(refusal);
  }
  return { operations, refusals: refusals.sort((a, b) => byText(a.key, b.key)) };
}

function refusalFor(tenant: TenantSpec, state: ServerState): Refusal | null {
  const refuse = (reason: Refusal['reason'], subject: string): Refusal => ({
    tenantId: tenant.tenantId,
    key: tenant.key,
    reason,
    subject,
  });
  for (const { name } of tenant.databases) {
    const marker = state.databases.get(name)?.security.mycouch;
    if (marker?.tenant === tenant.tenantId && marker.generation > tenant.generation) {
      return refuse('newer-generation', name);
    }
  }
  // A withdrawn tenant wants nothing new: what is not its own is none of its business.
  if (tenant.state !== 'active') return null;
  const provisioned = isProvisioned(tenant, state);
  for (const { name } of tenant.databases) {
    const database = state.databases.get(name);
    if (database === undefined) {
      // Between creating it and writing its security it would be public: no order of ours prevents that.
      if (state.capabilities.newDatabasesPublic) return refuse('new-databases-public', name);
      continue;
    }
    const reason = ownershipRefusal(ownership(database, tenant, provisioned));
    if (reason !== null) return refuse(reason, name);
  }
  for (const { username, roles } of tenant.users) {
    const user = state.users.get(username);
    // Who is given nothing takes no name from anybody.
    if (user === undefined || roles.length === 0) continue;
    if (user.marker === null) return refuse('user-unmanaged', username);
    if (user.marker.tenant !== tenant.tenantId) return refuse('owned-by-other-tenant', username);
  }
  return null;
}

function withdrawalsFirst(a: TenantSpec, b: TenantSpec): number {
  const openness = Number(a.state === 'active') - Number(b.state === 'active');
  return openness || byText(a.key, b.key) || byText(a.tenantId, b.tenantId);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
