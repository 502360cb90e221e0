import type { Membership } from '../documents/membership.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';

type People = Pick<RegistrySnapshot, 'users' | 'memberships'>;

/**
 * Whether a membership gives its person anything: it has not ended, and they are known and not removed
 * everywhere.
 */
export function isInForce({ users }: Pick<People, 'users'>, membership: Membership): boolean {
  const user = users.get(membership.user_id);
  return membership.deletedAt === null && user?.deletedAt === null;
}

/** The memberships of a tenant's owners that are in force, the oldest first. */
export function ownersOf(people: People, tenantId: string): readonly Membership[] {
  return (people.memberships.get(tenantId) ?? [])
    .filter((membership) => membership.role === 'owner' && isInForce(people, membership))
    .toSorted((a, b) =>
      a.joinedAt === b.joinedAt ? (a._id < b._id ? -1 : 1) : a.joinedAt < b.joinedAt ? -1 : 1,
    );
}

/**
 * Whether a tenant has lost its owner: it has had people, and no owner is left. Two laptops that each
 * removed one of two owners offline make it so; who is to be owner is for a person to say.
 */
export function isWithoutOwner(people: People, tenantId: string): boolean {
  const members = people.memberships.get(tenantId);
  return (
    members !== undefined &&
    !members.some((member) => member.role === 'owner' && isInForce(people, member))
  );
}
