import { membershipDocumentId, type Membership, type TenantRole } from '../documents/membership.ts';
import { userDocumentId, userIdOfAddress, type User } from '../documents/user.ts';
import { personOfAddress } from '../people/find-person.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { CommandContext } from './command.ts';

function stamps({ now, actor }: CommandContext) {
  return { createdAt: now, createdBy: actor, updatedAt: now, updatedBy: actor } as const;
}

/**
 * The person with an address: the one there is, or a new one whose id follows from the address.
 * @param address in its canonical form
 */
export function personFor(
  snapshot: RegistrySnapshot,
  context: CommandContext,
  { address, name }: { readonly address: string; readonly name: string },
): { readonly user: User; readonly isNew: boolean } {
  const userId = userIdOfAddress(address, context.digest);
  const known = personOfAddress(snapshot.users, address) ?? snapshot.users.get(userId);
  if (known !== undefined) return { user: known, isNew: false };
  const user: User = {
    _id: userDocumentId(userId),
    type: 'user',
    user_id: userId,
    sub: null,
    email: address,
    name,
    avatar: null,
    lastLoginAt: null,
    deletedAt: null,
    ...stamps(context),
  };
  return { user, isNew: true };
}

/** A membership that begins now. */
export function newMembership(
  tenantId: string,
  userId: string,
  roles: { readonly role: TenantRole; readonly furtherRoles: readonly string[] },
  context: CommandContext,
): Membership {
  return {
    _id: membershipDocumentId(tenantId, userId),
    type: 'membership',
    tenant_id: tenantId,
    user_id: userId,
    role: roles.role,
    furtherRoles: [...roles.furtherRoles],
    joinedAt: context.now,
    invitation: null,
    deletedAt: null,
    ...stamps(context),
  };
}
