import type { Invitation } from '../documents/invitation.ts';
import {
  furtherRoleSchema,
  furtherRolesLimit,
  type Membership,
  type TenantRole,
} from '../documents/membership.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { User } from '../documents/user.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { PeopleDraft } from './people-draft.ts';
import { requireTenant, requireUnpurged } from './require-tenant.ts';

/** The person, or `not-found`. */
export function requirePerson(draft: Pick<PeopleDraft, 'user'>, userId: string): User {
  const user = draft.user(userId);
  if (user !== undefined) return user;
  throw new ConsoleError('not-found', 'There is no such person in the registry.', {
    remedy: 'Look at the list of people again.',
    details: { person: userId.slice(0, 200) },
  });
}

/** A tenant whose people may be changed: any that was not purged. */
export function requirePeopleTenant(snapshot: RegistrySnapshot, tenantId: string): Tenant {
  const tenant = requireTenant(snapshot, tenantId);
  requireUnpurged(tenant);
  return tenant;
}

/** The membership, ended ones included, or `not-found`. */
export function requireMembership(
  draft: PeopleDraft,
  tenant: Tenant,
  userId: string,
): { readonly user: User; readonly membership: Membership } {
  const user = requirePerson(draft, userId);
  const membership = draft.membership(tenant.tenant_id, userId);
  if (membership !== undefined) return { user, membership };
  throw new ConsoleError('not-found', `${user.email} is no member of ${tenant.key}.`, {
    remedy: 'Add them first.',
    details: { tenant: tenant.tenant_id, person: userId },
  });
}

/** Throws `not-allowed-in-state` where the membership has ended or the person was removed everywhere. */
export function requireInForce(user: User, membership: Membership, tenant: Tenant): void {
  requireNotRemoved(user);
  if (membership.deletedAt === null) return;
  throw new ConsoleError(
    'not-allowed-in-state',
    `${user.email} is no longer a member of ${tenant.key}.`,
    { remedy: 'Add them again first.', details: { tenant: tenant.tenant_id } },
  );
}

/** Throws `not-allowed-in-state` where the person was removed everywhere. */
export function requireNotRemoved(user: User): void {
  if (user.deletedAt === null) return;
  throw new ConsoleError('not-allowed-in-state', `${user.email} was removed everywhere.`, {
    remedy: 'Bring them back first: People, filter “Removed”.',
    details: { person: user.user_id },
  });
}

/** The invitation, or `not-found`. */
export function requireInvitation(
  snapshot: RegistrySnapshot,
  tenantId: string,
  invitationId: string,
): Invitation {
  const invitation = snapshot.invitations
    .get(tenantId)
    ?.find(({ invitation_id }) => invitation_id === invitationId);
  if (invitation !== undefined) return invitation;
  throw new ConsoleError('not-found', 'There is no such invitation in the registry.', {
    remedy: 'Look at the list of invitations again.',
    details: { tenant: tenantId },
  });
}

/** Further roles in lower case, each once and sorted. Error: `invalid-input`. */
export function readFurtherRoles(roles: readonly string[]): string[] {
  const read = [...new Set(roles.map((role) => role.trim().toLowerCase()))]
    .filter((role) => role !== '')
    .toSorted();
  const wrong = read.find((role) => !furtherRoleSchema.safeParse(role).success);
  if (wrong !== undefined) {
    throw new ConsoleError('invalid-input', `“${wrong.slice(0, 60)}” cannot be a further role.`, {
      remedy: 'A role begins with a letter and has small letters, figures and hyphens, at most 40.',
    });
  }
  if (read.length > furtherRolesLimit) {
    throw new ConsoleError(
      'invalid-input',
      `A person has at most ${String(furtherRolesLimit)} further roles in a tenant.`,
    );
  }
  return read;
}

/** Roles as they stand in an audit entry. */
export function roleFacts(of: {
  readonly role: TenantRole;
  readonly furtherRoles: readonly string[];
}): Record<string, Json> {
  return { role: of.role, furtherRoles: [...of.furtherRoles] };
}
