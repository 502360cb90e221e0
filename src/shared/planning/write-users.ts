import { operationBase } from './operation-base.ts';
import type { WriteUser } from './plan.ts';
import { sameSet } from './same-security.ts';
import type { TenantSpec } from './server-spec.ts';
import type { ObservedUser, ServerState } from './server-state.ts';
import { userDocument } from './user-document.ts';

/** What has to be written of a tenant's users. Taking roles away concerns only who is there and is ours. */
export function writeUsers(
  tenant: TenantSpec,
  state: ServerState,
  after: readonly string[],
): readonly WriteUser[] {
  return tenant.users.flatMap((user): readonly WriteUser[] => {
    const found = state.users.get(user.username) ?? null;
    const withdrawn = tenant.state !== 'active' || user.roles.length === 0;
    if (withdrawn && found?.marker?.tenant !== tenant.tenantId) return [];
    const change = userChange(found, user.roles, user.credentialId);
    if (change === null) return [];
    return [
      {
        ...operationBase(tenant, 'user.write', user.username, after),
        kind: 'user.write',
        target: user.username,
        rev: found?.rev ?? null,
        change,
        before:
          found === null
            ? null
            : { roles: found.roles, credentialId: found.marker?.credential ?? '' },
        credentialId: user.credentialId,
        roles: user.roles,
        body: userDocument(tenant, user, state.capabilities),
      },
    ];
  });
}

/**
 * The server re-hashes a password after its first login; neither revision nor hash is a difference. Only a
 * password that is known to be another one is.
 */
function userChange(
  found: ObservedUser | null,
  roles: readonly string[],
  credentialId: string,
): WriteUser['change'] | null {
  if (found === null) return 'create';
  if (found.marker?.credential !== credentialId || found.credential === 'replaced') {
    return 'credential';
  }
  return sameSet(found.roles, roles) ? null : 'roles';
}
