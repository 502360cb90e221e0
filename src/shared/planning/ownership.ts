import { guardId } from './guard.ts';
import { type ObservedSecurity } from './security-object.ts';
import type { Refusal, TenantSpec } from './server-spec.ts';
import type { ObservedDatabase, ServerState } from './server-state.ts';

/** Whose an existing database is, seen from one tenant that wants its name. */
export type Ownership =
  /** Carries the tenant's marker, or lost it by hand while everything else says it is the tenant's. */
  | 'ours'
  /** Remains of an interrupted run: nothing was ever in it, and only administrators may enter. */
  | 'empty'
  | 'other-tenant'
  /** Has a marker that cannot be read. */
  | 'marker-broken'
  | 'unmanaged';

/**
 * Whether the server already knows this tenant under these names: a database or a user carries its marker,
 * or a database its role.
 */
export function isProvisioned(spec: TenantSpec, state: ServerState): boolean {
  return (
    spec.databases.some(({ name }) => {
      const database = state.databases.get(name);
      return database !== undefined && namesTenant(database.security, spec.tenantId);
    }) ||
    spec.users.some(({ username }) => state.users.get(username)?.marker?.tenant === spec.tenantId)
  );
}

/**
 * Whose a database is. Tools such as Fauxton write `_security` without the keys they do not know, so a
 * lost marker is a common kind of damage, and the one that most needs repair. It is repaired where our
 * guard is still in the database and the server knows the tenant from elsewhere (`provisioned`).
 */
export function ownership(
  database: ObservedDatabase,
  spec: TenantSpec,
  provisioned: boolean,
): Ownership {
  const marker = database.security.mycouch;
  if (marker !== undefined) return marker.tenant === spec.tenantId ? 'ours' : 'other-tenant';
  const guarded = database.designs.some(({ id, version }) => id === guardId && version !== null);
  if (guarded && provisioned) return 'ours';
  if (database.security.markerBroken) return 'marker-broken';
  return isUntouched(database) ? 'empty' : 'unmanaged';
}

/** The reason to refuse a tenant for one database it wants, or null. */
export function ownershipRefusal(owner: Ownership): Refusal['reason'] | null {
  switch (owner) {
    case 'ours':
    case 'empty':
      return null;
    case 'other-tenant':
      return 'owned-by-other-tenant';
    case 'marker-broken':
      return 'marker-broken';
    case 'unmanaged':
      return 'database-unmanaged';
  }
}

function namesTenant(security: ObservedSecurity, tenantId: string): boolean {
  return (
    security.mycouch?.tenant === tenantId ||
    (security.mycouch === undefined &&
      security.members.roles.some((role) => role.startsWith(`t:${tenantId}:`)))
  );
}

/** As CouchDB makes it, or was left by an interrupted run: nothing in it, administrators only. */
export function isUntouched(database: ObservedDatabase): boolean {
  const { admins, members, otherKeys } = database.security;
  return (
    database.documents === 0 &&
    database.deletedDocuments === 0 &&
    admins.names.length === 0 &&
    members.names.length === 0 &&
    otherKeys.length === 0 &&
    admins.roles.every((role) => role === '_admin') &&
    members.roles.length === 1 &&
    members.roles[0] === '_admin'
  );
}
