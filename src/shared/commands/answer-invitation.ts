import { invitationState, type Invitation, type InvitationState } from '../documents/invitation.ts';
import type { Membership } from '../documents/membership.ts';
import { tenantState, type Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import { domainRefusal } from '../people/sharing-rule.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command } from './command.ts';
import { newMembership } from './new-member.ts';
import { peopleDraft } from './people-draft.ts';
import {
  requireInvitation,
  requireNotRemoved,
  requirePerson,
  roleFacts,
} from './require-person.ts';
import { requireTenant } from './require-tenant.ts';

interface InvitationRef {
  readonly tenantId: string;
  readonly invitationId: string;
  /** SHA-256 of the token that was shown: a link that was sent anew since has another one. */
  readonly tokenHash: string;
}

export interface AcceptInvitationInput extends InvitationRef {
  /** Who accepts. */
  readonly userId: string;
}

/**
 * Accepts an invitation: the person is a member with its role, and the link works no more. Who is a member
 * already keeps the role they have. Errors: `not-found`; `not-allowed-in-state` (not pending, expired, the
 * tenant not open, its domains do not admit the invited address, the person removed).
 */
export function acceptInvitation(
  input: AcceptInvitationInput,
): Command<{ readonly tenantId: string; readonly joined: boolean }> {
  return (snapshot, context) => {
    const { tenant, invitation } = pending(snapshot, input, context.now);
    const refusal = domainRefusal(tenant, invitation.email);
    if (refusal !== null) throw new ConsoleError('not-allowed-in-state', refusal);
    const draft = peopleDraft(snapshot, context);
    const user = requirePerson(draft, input.userId);
    requireNotRemoved(user);
    const answered: Invitation = {
      ...invitation,
      status: 'joined',
      acceptedAt: context.now,
      acceptedBy: user.user_id,
    };
    draft.edit(answered);
    draft.note({
      action: 'invitation_accepted',
      document: answered,
      tenantId: tenant.tenant_id,
      details: {
        email: invitation.email,
        person: user.email,
        before: { status: 'pending' },
        after: { status: 'joined', ...roleFacts(invitation) },
      },
    });
    const known = draft.membership(tenant.tenant_id, user.user_id);
    if (known?.deletedAt === null) {
      return draft.finish({ tenantId: tenant.tenant_id, joined: false });
    }
    const { role, furtherRoles } = invitation;
    const roles = { role, furtherRoles: [...furtherRoles], invitation: invitation._id };
    const membership: Membership =
      known === undefined
        ? { ...newMembership(tenant.tenant_id, user.user_id, roles, context), ...roles }
        : { ...known, ...roles, deletedAt: null, joinedAt: context.now };
    if (known === undefined) draft.add(membership);
    else draft.edit(membership);
    draft.note({
      action: 'member_added',
      document: membership,
      tenantId: tenant.tenant_id,
      details: {
        person: user.email,
        how: 'invitation',
        before: known === undefined ? null : { ...roleFacts(known), deletedAt: known.deletedAt },
        after: { ...roleFacts(membership), deletedAt: null },
      },
    });
    return draft.finish({ tenantId: tenant.tenant_id, joined: true });
  };
}

/** Declines an invitation; its link works no more. Errors: `not-found`, `not-allowed-in-state`. */
export function declineInvitation(input: InvitationRef): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const { invitation } = pending(snapshot, input, context.now);
    const draft = peopleDraft(snapshot, context);
    const declined: Invitation = { ...invitation, status: 'declined' };
    draft.edit(declined);
    draft.note({
      action: 'invitation_declined',
      document: declined,
      tenantId: input.tenantId,
      details: {
        email: invitation.email,
        before: { status: 'pending' },
        after: { status: 'declined' },
      },
    });
    return draft.finish({ changed: true });
  };
}

const why: Readonly<Record<Exclude<InvitationState, 'pending'>, string>> = {
  joined: 'The invitation was accepted already.',
  declined: 'The invitation was declined.',
  revoked: 'The invitation was withdrawn.',
  expired: 'The invitation has expired.',
};

function pending(
  snapshot: RegistrySnapshot,
  { tenantId, invitationId, tokenHash }: InvitationRef,
  now: string,
): { readonly tenant: Tenant; readonly invitation: Invitation } {
  const tenant = requireTenant(snapshot, tenantId);
  const invitation = requireInvitation(snapshot, tenantId, invitationId);
  const state = invitationState(invitation, now);
  if (state === 'pending' && invitation.tokenHash === tokenHash) {
    if (tenantState(tenant) === 'active') return { tenant, invitation };
    throw new ConsoleError('not-allowed-in-state', 'The tenant is not open now.', {
      remedy: 'Ask whoever invited you.',
    });
  }
  throw new ConsoleError(
    'not-allowed-in-state',
    state === 'pending' ? 'A newer link was sent since.' : why[state],
    { remedy: 'Ask whoever invited you for a new one.', details: { state } },
  );
}
