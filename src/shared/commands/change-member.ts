import { canonicalJson } from '../canonical-json.ts';
import type { Membership, TenantRole } from '../documents/membership.ts';
import type { Command } from './command.ts';
import { revokeOpen } from './needless-invitations.ts';
import { peopleDraft } from './people-draft.ts';
import {
  readFurtherRoles,
  requireInForce,
  requireMembership,
  requireNotRemoved,
  requirePeopleTenant,
  roleFacts,
} from './require-person.ts';

interface MemberRef {
  readonly tenantId: string;
  readonly userId: string;
}

/** Only what is given is changed. */
export interface ChangeMemberInput extends MemberRef {
  readonly role?: TenantRole | undefined;
  readonly furtherRoles?: readonly string[] | undefined;
}

export interface MemberChange {
  /** False where everything was as asked and nothing was written. */
  readonly changed: boolean;
}

/**
 * Changes a member's role and further roles. No difference, no write. Errors: `not-found`,
 * `not-allowed-in-state` (no member any more, the last owner), `invalid-input`.
 */
export function changeMember(input: ChangeMemberInput): Command<MemberChange> {
  return (snapshot, context) => {
    const tenant = requirePeopleTenant(snapshot, input.tenantId);
    const draft = peopleDraft(snapshot, context);
    const { user, membership } = requireMembership(draft, tenant, input.userId);
    requireInForce(user, membership, tenant);
    const changed: Membership = {
      ...membership,
      role: input.role ?? membership.role,
      furtherRoles:
        input.furtherRoles === undefined
          ? membership.furtherRoles
          : readFurtherRoles(input.furtherRoles),
    };
    const [before, after] = [roleFacts(membership), roleFacts(changed)];
    if (canonicalJson(before) === canonicalJson(after)) return draft.finish({ changed: false });
    draft.edit(changed);
    draft.note({
      action: 'member_role_changed',
      document: changed,
      tenantId: input.tenantId,
      details: { person: user.email, before, after },
    });
    return draft.finish({ changed: true });
  };
}

/**
 * Ends a membership, and revokes what was offered to the same address in the tenant. Ended already: no
 * write. Errors: `not-found`, `not-allowed-in-state` (the last owner).
 */
export function removeMember({ tenantId, userId }: MemberRef): Command<MemberChange> {
  return (snapshot, context) => {
    const tenant = requirePeopleTenant(snapshot, tenantId);
    const draft = peopleDraft(snapshot, context);
    const { user, membership } = requireMembership(draft, tenant, userId);
    if (membership.deletedAt !== null) return draft.finish({ changed: false });
    const ended = { ...membership, deletedAt: context.now };
    draft.edit(ended);
    draft.note({
      action: 'member_removed',
      document: ended,
      tenantId,
      details: {
        person: user.email,
        before: { ...roleFacts(membership), deletedAt: null },
        after: { deletedAt: context.now },
      },
    });
    revokeOpen(draft, snapshot, tenant, user.email);
    return draft.finish({ changed: true });
  };
}

/**
 * Takes a removal back: the membership is as it was. In force already: no write. Errors: `not-found`,
 * `not-allowed-in-state` (removed everywhere).
 */
export function restoreMember({ tenantId, userId }: MemberRef): Command<MemberChange> {
  return (snapshot, context) => {
    const tenant = requirePeopleTenant(snapshot, tenantId);
    const draft = peopleDraft(snapshot, context);
    const { user, membership } = requireMembership(draft, tenant, userId);
    requireNotRemoved(user);
    if (membership.deletedAt === null) return draft.finish({ changed: false });
    const back = { ...membership, deletedAt: null };
    draft.edit(back);
    draft.note({
      action: 'member_restored',
      document: back,
      tenantId,
      details: {
        person: user.email,
        before: { deletedAt: membership.deletedAt },
        after: { ...roleFacts(back), deletedAt: null },
      },
    });
    return draft.finish({ changed: true });
  };
}
