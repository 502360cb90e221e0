import type { AuditDraft } from '../documents/audit.ts';
import type { Membership } from '../documents/membership.ts';
import { tenantDocumentId, tenantState } from '../documents/tenant.ts';
import { personNameLimit, userDocumentId, type User } from '../documents/user.ts';
import { cleanName } from '../people/address-list.ts';
import { readAddress } from '../people/email-address.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command, CommandContext, CommandOutcome } from './command.ts';
import { newMembership } from './new-member.ts';
import { ownTenantDocuments, type OwnTenant } from './own-tenant.ts';

/** What an identity provider says of somebody; none of it is more than text. */
export interface SignedIn {
  /** With the prefix of the provider. */
  readonly sub: string;
  /** Null: none, or one that cannot be one. */
  readonly email: string | null;
  /** Whether the provider says that the address is theirs. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly picture: string | null;
}

export interface SignInInput {
  readonly identity: SignedIn;
  /** The id of the person: of the one there is, or of the one to be made. */
  readonly userId: string;
  /** Made where they belong to no tenant; null: none is. */
  readonly personal: Omit<OwnTenant, 'personal' | 'application'> | null;
}

export type SignInResult =
  /** `tenantId`: where they are active now; null: nowhere. */
  { readonly outcome: 'known'; readonly tenantId: string | null } | { readonly outcome: 'removed' };

/**
 * Writes what a sign-in writes: the person where they are new (M4), their subject where they were known by
 * address alone, a tenant of their own where they belong to none, which tenant is active, and when they
 * signed in. Doing it twice writes the same once. Errors: those of `createTenant`.
 */
export function signInPerson(input: SignInInput): Command<SignInResult> {
  return (snapshot, context) => {
    const known = snapshot.users.get(input.userId);
    if (known !== undefined && known.deletedAt !== null) {
      return { documents: [], audit: [], result: { outcome: 'removed' } };
    }
    const before = known ?? newUser(input, context);
    const personal = personalTenant(input, before, snapshot, context);
    const tenantId = activeTenant(snapshot, before) ?? personal.tenantId;
    const user: User = {
      ...before,
      ...claimed(before, input.identity),
      ...(personal.tenantId === null ? {} : { personal_tenant: personal.tenantId }),
      ...(tenantId === null ? {} : { active_tenant_id: tenantDocumentId(tenantId) }),
      avatar: input.identity.picture ?? before.avatar,
      lastLoginAt: context.now,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [...personal.documents, user],
      audit: [...personal.audit, ...told(known, user, context)],
      result: { outcome: 'known', tenantId },
    };
  };
}

/** The tenant that somebody is active in, or another one of theirs that is open; null: none is. */
function activeTenant(
  snapshot: Pick<RegistrySnapshot, 'tenants' | 'membershipsByUser'>,
  user: User,
): string | null {
  const open = (snapshot.membershipsByUser.get(user.user_id) ?? [])
    .filter(({ tenant_id, deletedAt }) => {
      const tenant = snapshot.tenants.get(tenant_id);
      return deletedAt === null && tenant !== undefined && tenantState(tenant) === 'active';
    })
    .toSorted(byJoining);
  const active = user['active_tenant_id'];
  const named = open.find(
    ({ tenant_id }) => active === tenant_id || active === tenantDocumentId(tenant_id),
  );
  return (named ?? open[0])?.tenant_id ?? null;
}

function byJoining(a: Membership, b: Membership): number {
  if (a.joinedAt !== b.joinedAt) return a.joinedAt < b.joinedAt ? -1 : 1;
  return a._id < b._id ? -1 : 1;
}

function newUser({ userId, identity }: SignInInput, context: CommandContext): User {
  return {
    _id: userDocumentId(userId),
    type: 'user',
    user_id: userId,
    sub: identity.sub,
    email: '',
    name: '',
    avatar: null,
    lastLoginAt: null,
    deletedAt: null,
    createdAt: context.now,
    createdBy: context.actor,
    updatedAt: context.now,
    updatedBy: context.actor,
  };
}

/**
 * What the provider says goes in where nothing is known. An address that nobody proved is only what they
 * call theirs: whoever adds people by address must not meet it.
 */
function claimed(user: User, identity: SignedIn): Partial<User> {
  const { address } = readAddress(identity.email ?? '');
  const name = cleanName(identity.name ?? '').slice(0, personNameLimit);
  return {
    sub: identity.sub,
    name: user.name === '' ? name : user.name,
    ...(address === null || user.email !== ''
      ? {}
      : identity.emailVerified
        ? { email: address }
        : user['own_email'] === undefined
          ? { own_email: address }
          : {}),
  };
}

function personalTenant(
  { personal }: SignInInput,
  user: User,
  snapshot: RegistrySnapshot,
  context: CommandContext,
): {
  readonly tenantId: string | null;
  readonly documents: CommandOutcome<unknown>['documents'];
  readonly audit: readonly AuditDraft[];
} {
  const nothing = { tenantId: null, documents: [], audit: [] };
  if (personal === null) return nothing;
  const memberships = snapshot.membershipsByUser.get(user.user_id) ?? [];
  const tenant = snapshot.tenants.get(personal.tenantId);
  if (tenant !== undefined) {
    const known = memberships.some(({ tenant_id }) => tenant_id === personal.tenantId);
    if (known || tenant['personal_of'] !== user.user_id || tenant.deletedAt !== null)
      return nothing;
    // Another gateway made the tenant and has not come to the membership yet.
    const roles = { role: 'owner', furtherRoles: [] } as const;
    const membership = newMembership(personal.tenantId, user.user_id, roles, context);
    return { tenantId: personal.tenantId, documents: [membership], audit: [] };
  }
  if (memberships.some(({ deletedAt }) => deletedAt === null)) return nothing;
  const made = ownTenantDocuments(
    { ...personal, personal: true, application: null },
    user,
    snapshot,
    context,
  );
  return { tenantId: personal.tenantId, ...made };
}

/** Who is new, and who was claimed; that somebody signed in again is in their record. */
function told(known: User | undefined, user: User, context: CommandContext): readonly AuditDraft[] {
  if (known?.sub === user.sub) return [];
  return [
    {
      type: 'audit_log',
      tenant_id: null,
      action: known === undefined ? 'person_signed_in_first' : 'person_claimed',
      actor: context.actor,
      resource_type: 'user',
      resource_id: user._id,
      outcome: 'ok',
      details: {
        person: user.email,
        before: known === undefined ? null : { sub: known.sub },
        after: { sub: user.sub },
      },
      createdAt: context.now,
    },
  ];
}
