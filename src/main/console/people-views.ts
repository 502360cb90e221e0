import type {
  InvitationView,
  MemberRow,
  PersonDetail,
  PersonMembership,
  TenantPeople,
} from '../../shared/bridge/people-views.ts';
import { keysMadeBy } from '../../shared/commands/remove-person.ts';
import { invitationState, type Invitation } from '../../shared/documents/invitation.ts';
import { tenantRoles, type Membership } from '../../shared/documents/membership.ts';
import { defaultSharing, tenantState, type Tenant } from '../../shared/documents/tenant.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { fold } from '../../shared/fold-text.ts';
import { addressKey } from '../../shared/people/email-address.ts';
import { personOfAddress } from '../../shared/people/find-person.ts';
import { isInForce, isWithoutOwner, ownersOf } from '../../shared/people/owners.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { naturalOrder } from './natural-order.ts';

const shownMemberships = 500;
const shownInvitations = 200;

/** Everything there is to see of somebody, whom an id or only an address names. Error: `not-found`. */
export function personDetail(
  snapshot: RegistrySnapshot,
  { userId, email }: { readonly userId: string | null; readonly email: string },
  now: string,
): PersonDetail {
  const user =
    userId === null ? personOfAddress(snapshot.users, email) : snapshot.users.get(userId);
  const address = user?.email ?? email;
  const invitations = invitationsOf(snapshot, null, now).filter(
    (one) => addressKey(one.email) === addressKey(address),
  );
  const first = invitations[0];
  if (user === undefined && (userId !== null || first === undefined)) {
    throw new ConsoleError('not-found', 'There is no such person in the registry.', {
      remedy: 'Look at the list of people again.',
    });
  }
  const all = (snapshot.membershipsByUser.get(user?.user_id ?? '') ?? [])
    .flatMap((membership) => placeOf(snapshot, membership))
    .sort(byPlace);
  const counting = all.filter((one) => one.endedAt === null && one.tenantState !== 'deleted');
  return {
    userId: user?.user_id ?? null,
    email: address,
    name: user?.name ?? '',
    tenants: counting.length,
    owned: counting.filter(({ role }) => role === 'owner').length,
    invited: invitations.filter(({ state }) => state === 'pending').length,
    lastLoginAt: user?.lastLoginAt ?? null,
    createdAt: user?.createdAt ?? first?.sentAt ?? now,
    removedAt: user?.deletedAt ?? null,
    sub: user?.sub ?? null,
    createdBy: user?.createdBy ?? first?.createdBy ?? '',
    updatedAt: user?.updatedAt ?? first?.sentAt ?? now,
    updatedBy: user?.updatedBy ?? first?.createdBy ?? '',
    keys: user === undefined ? 0 : keysMadeBy(snapshot, user, now),
    memberships: all.slice(0, shownMemberships),
    lastOwnerOf: all
      .filter(({ lastOwner }) => lastOwner)
      .map(({ tenantKey }) => tenantKey)
      .slice(0, 50),
    invitations: invitations.slice(0, shownInvitations),
  };
}

function placeOf(snapshot: RegistrySnapshot, membership: Membership): readonly PersonMembership[] {
  const tenant = snapshot.tenants.get(membership.tenant_id);
  if (tenant === undefined) return [];
  return [
    {
      tenantId: tenant.tenant_id,
      tenantKey: tenant.key,
      tenantName: tenant.name,
      tenantState: tenantState(tenant),
      role: membership.role,
      furtherRoles: membership.furtherRoles,
      joinedAt: membership.joinedAt,
      addedBy: membership.createdBy,
      endedAt: membership.deletedAt,
      lastOwner: isLastOwner(snapshot, membership),
    },
  ];
}

function byPlace(a: PersonMembership, b: PersonMembership): number {
  if ((a.endedAt === null) !== (b.endedAt === null)) return a.endedAt === null ? -1 : 1;
  const [left, right] = [naturalOrder(fold(a.tenantName)), naturalOrder(fold(b.tenantName))];
  return left === right ? (a.tenantId < b.tenantId ? -1 : 1) : left < right ? -1 : 1;
}

function isLastOwner(snapshot: RegistrySnapshot, membership: Membership): boolean {
  const owners = ownersOf(snapshot, membership.tenant_id);
  return owners.length === 1 && owners[0]?.user_id === membership.user_id;
}

/** The people of a tenant: one page of its members, and everything else about who may come in. */
export function tenantPeople(
  snapshot: RegistrySnapshot,
  tenant: Tenant,
  query: { readonly search: string; readonly offset: number; readonly limit: number },
  now: string,
): TenantPeople {
  const members = (snapshot.memberships.get(tenant.tenant_id) ?? []).filter((membership) =>
    isInForce(snapshot, membership),
  );
  const counts = { viewer: 0, admin: 0, owner: 0 };
  for (const { role } of members) counts[role] += 1;
  const words = fold(query.search)
    .split(/\s+/u)
    .filter((word) => word !== '');
  const owners = ownersOf(snapshot, tenant.tenant_id);
  const found = members
    .map((membership) => memberRow(snapshot, membership, owners.length))
    .filter(({ email, name }) => words.every((word) => fold(`${name} ${email}`).includes(word)))
    .sort(byRole);
  const invitations = invitationsOf(snapshot, tenant.tenant_id, now);
  const { invite, domains } = tenant.sharing ?? defaultSharing;
  return {
    tenantId: tenant.tenant_id,
    members: found.slice(query.offset, query.offset + query.limit),
    total: found.length,
    counts,
    withoutOwner: isWithoutOwner(snapshot, tenant.tenant_id),
    owners: owners.slice(0, 100).map(({ user_id }) => ({
      userId: user_id,
      email: snapshot.users.get(user_id)?.email ?? user_id,
    })),
    invitations: invitations.slice(0, shownInvitations),
    invitationsTotal: invitations.length,
    sharing: { invite, domains },
    applications: (snapshot.applications.get(tenant.tenant_id) ?? [])
      .filter(({ deletedAt }) => deletedAt === null)
      .map((one) => ({
        appId: one.app_id,
        name: one.name,
        issuer: one.issuer,
        audience: one.audience,
        databases: one.allowed_databases,
        access: one.access,
        enabled: one.enabled,
        createdAt: one.createdAt,
        createdBy: one.createdBy,
      }))
      .sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1)),
    databases: snapshot.blueprints.get(tenant.blueprint)?.databases.map(({ name }) => name) ?? [],
  };
}

function memberRow({ users }: RegistrySnapshot, membership: Membership, owners: number): MemberRow {
  const user = users.get(membership.user_id);
  return {
    userId: membership.user_id,
    email: user?.email ?? membership.user_id,
    name: user?.name ?? '',
    role: membership.role,
    furtherRoles: membership.furtherRoles,
    joinedAt: membership.joinedAt,
    addedBy: membership.createdBy,
    lastLoginAt: user?.lastLoginAt ?? null,
    lastOwner: membership.role === 'owner' && owners === 1,
  };
}

function byRole(a: MemberRow, b: MemberRow): number {
  if (a.role !== b.role) return tenantRoles.indexOf(b.role) - tenantRoles.indexOf(a.role);
  const said = ({ name, email }: MemberRow) => naturalOrder(fold(name === '' ? email : name));
  const [left, right] = [said(a), said(b)];
  return left === right ? (a.userId < b.userId ? -1 : 1) : left < right ? -1 : 1;
}

const openStates: readonly string[] = ['pending', 'expired', 'declined'];

/** Invitations of one tenant, or of all: those that can still be answered or sent anew first. */
export function invitationsOf(
  snapshot: RegistrySnapshot,
  tenantId: string | null,
  now: string,
): readonly InvitationView[] {
  const all: readonly Invitation[] =
    tenantId === null
      ? [...snapshot.invitations.values()].flat()
      : (snapshot.invitations.get(tenantId) ?? []);
  return all
    .map((invitation) => invitationView(snapshot, invitation, now))
    .sort((a, b) => {
      const [left, right] = [openStates.includes(a.state), openStates.includes(b.state)];
      if (left !== right) return left ? -1 : 1;
      return a.sentAt === b.sentAt
        ? a.invitationId < b.invitationId
          ? -1
          : 1
        : a.sentAt > b.sentAt
          ? -1
          : 1;
    });
}

function invitationView(
  { tenants }: RegistrySnapshot,
  invitation: Invitation,
  now: string,
): InvitationView {
  const tenant = tenants.get(invitation.tenant_id);
  return {
    invitationId: invitation.invitation_id,
    tenantId: invitation.tenant_id,
    tenantKey: tenant?.key ?? '',
    tenantName: tenant?.name ?? '',
    email: invitation.email,
    role: invitation.role,
    furtherRoles: invitation.furtherRoles,
    state: invitationState(invitation, now),
    sentAt: invitation.sentAt,
    expiresAt: invitation.expiresAt,
    acceptedAt: invitation.acceptedAt,
    createdBy: invitation.createdBy,
  };
}
