import type { TenantDatabaseSeen, TenantOnServer } from '../../shared/bridge/tenant-views.ts';
import type { Tenant } from '../../shared/documents/tenant.ts';
import { readRole } from '../../shared/naming.ts';
import { isPublic, type ObservedSecurity } from '../../shared/planning/security-object.ts';
import { openWords } from '../../shared/planning/security-drift.ts';
import type { TenantSpec } from '../../shared/planning/server-spec.ts';
import type { ObservedDatabase } from '../../shared/planning/server-state.ts';
import type { RememberedServer } from './remembered-server-file.ts';

/** What was last seen of a tenant on its server, beside what the registry wants there. */
export function tenantOnServer(
  tenant: Tenant,
  spec: TenantSpec,
  remembered: RememberedServer | null,
): TenantOnServer {
  return {
    asOf: remembered?.asOf ?? null,
    appliedSince: remembered?.applied.has(tenant.tenant_id) ?? false,
    databases: spec.databases.map(({ name }) => ({
      name,
      seen: databaseSeen(tenant, remembered?.state.databases.get(name)),
    })),
    accounts: spec.users.map(({ username }) => {
      const user = remembered?.state.users.get(username);
      return { username, roles: user?.roles ?? null, credential: user?.credential ?? null };
    }),
  };
}

function databaseSeen(
  tenant: Tenant,
  found: ObservedDatabase | undefined,
): TenantDatabaseSeen['seen'] {
  if (found === undefined) return null;
  return {
    documents: found.documents,
    deleted: found.deletedDocuments,
    sequence: found.updateSeq.split('-', 1)[0] ?? found.updateSeq,
    security: securityWords(tenant, found.security),
    generation: found.security.mycouch?.generation ?? null,
    designs: found.designs.map(({ id, version }) => ({ id, version })),
  };
}

/** Who may do what with a database, as its `_security` says. */
export function securityWords(tenant: Tenant, security: ObservedSecurity): readonly string[] {
  if (isPublic(security)) return [openWords];
  const { members, admins, mycouch } = security;
  const present = readRole(tenant.tenant_id, tenant.epoch);
  const own = members.roles.filter((role) => role.startsWith(`t:${tenant.tenant_id}:`));
  const older = own.filter((role) => role !== present && !role.startsWith(`${present}:d:`));
  const others = [
    ...members.roles
      .filter((role) => !own.includes(role) && role !== '_admin')
      .map((role) => `the role ${role}`),
    ...members.names.map((name) => `the user ${name}`),
  ];
  const administrators = [
    ...admins.roles.filter((role) => role !== '_admin').map((role) => `the role ${role}`),
    ...admins.names.map((name) => `the user ${name}`),
  ];
  return [
    own.includes(present)
      ? 'The tenant’s accounts and the tokens given out for it have access.'
      : 'Neither the tenant’s accounts nor tokens given out for it have access.',
    ...(older.length > 0 ? ['What was given out before access was last withdrawn works too.'] : []),
    ...(others.length > 0 ? [`Also: ${others.join(', ')}.`] : []),
    ...(administrators.length > 0
      ? [`Administrators of the database: ${administrators.join(', ')}.`]
      : []),
    ...(mycouch?.readOnly === true ? ['Its guard refuses writes: read-only.'] : []),
    ...(mycouch?.overQuota === true ? ['Its guard refuses new writes: over quota.'] : []),
  ];
}
