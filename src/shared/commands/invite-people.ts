import {
  invitationDays,
  invitationDocumentId,
  invitationState,
  type Invitation,
} from '../documents/invitation.ts';
import type { TenantRole } from '../documents/membership.ts';
import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import { readAddress } from '../people/email-address.ts';
import { personOfAddress } from '../people/find-person.ts';
import { domainRefusal } from '../people/sharing-rule.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { personRefusal } from './add-people.ts';
import type { Command, CommandContext } from './command.ts';
import { noteRevoked, openInvitations } from './needless-invitations.ts';
import { peopleDraft } from './people-draft.ts';
import { readFurtherRoles, requireInvitation, roleFacts } from './require-person.ts';
import { requireState, requireTenant } from './require-tenant.ts';

/** An invitation whose token was made already; only its hash is handed over. */
export interface NewInvitation {
  readonly invitationId: string;
  readonly address: string;
  /** SHA-256 of the token, lower-case hexadecimal. */
  readonly tokenHash: string;
}

export interface InvitePeopleInput {
  readonly tenantId: string;
  readonly invitations: readonly NewInvitation[];
  readonly role: TenantRole;
  readonly furtherRoles: readonly string[];
}

export interface PeopleInvited {
  /** Ids of those that were made. */
  readonly made: readonly string[];
  readonly refused: readonly { readonly address: string; readonly message: string }[];
}

/**
 * Offers memberships of a tenant by links that work once, for seven days. Whoever cannot be invited is
 * told and keeps nobody else from being. Errors: `not-found`, `not-allowed-in-state` (in the trash),
 * `invalid-input` (roles).
 */
export function invitePeople(input: InvitePeopleInput): Command<PeopleInvited> {
  return (snapshot, context) => {
    const tenant = requireInviting(snapshot, input.tenantId);
    const furtherRoles = readFurtherRoles(input.furtherRoles);
    const draft = peopleDraft(snapshot, context);
    const made: string[] = [];
    const refused: { address: string; message: string }[] = [];
    for (const { address: text, invitationId, tokenHash } of input.invitations) {
      const read = readAddress(text);
      const refusal = read.problem ?? invitationRefusal(snapshot, context, tenant, read.address);
      if (refusal !== null || read.address === null) {
        refused.push({ address: text.slice(0, 320), message: refusal ?? '' });
        continue;
      }
      const invitation: Invitation = {
        _id: invitationDocumentId(invitationId),
        type: 'invitation',
        invitation_id: invitationId,
        tenant_id: input.tenantId,
        email: read.address,
        role: input.role,
        furtherRoles,
        ...validFrom(context.now),
        tokenHash,
        status: 'pending',
        acceptedAt: null,
        acceptedBy: null,
        createdAt: context.now,
        createdBy: context.actor,
        updatedAt: context.now,
        updatedBy: context.actor,
      };
      draft.add(invitation);
      draft.note({
        action: 'invitation_made',
        document: invitation,
        tenantId: input.tenantId,
        details: {
          email: invitation.email,
          before: null,
          after: { ...roleFacts(invitation), status: 'pending', expiresAt: invitation.expiresAt },
        },
      });
      made.push(invitationId);
    }
    return draft.finish({ made, refused });
  };
}

/** Why nobody may be invited under an address, as sentences with the remedy; null where they may. */
function invitationRefusal(
  snapshot: RegistrySnapshot,
  context: CommandContext,
  tenant: Tenant,
  address: string,
): string | null {
  const user = personOfAddress(snapshot.users, address);
  const member = snapshot.memberships
    .get(tenant.tenant_id)
    ?.some(({ user_id, deletedAt }) => user_id === user?.user_id && deletedAt === null);
  if (member === true && user?.deletedAt === null) {
    return `They are a member of ${tenant.key} already. Change their role there.`;
  }
  const waits = openInvitations(snapshot, tenant.tenant_id, address).some(
    (invitation) => invitationState(invitation, context.now) === 'pending',
  );
  if (waits) return 'An invitation to them waits already. Resend it, which makes a new link.';
  return personRefusal(snapshot, context, address) ?? domainRefusal(tenant, address);
}

/**
 * Gives an invitation another link and another seven days; the link before works no more. One that has
 * expired or was declined is pending again. Errors: `not-found`, `not-allowed-in-state` (joined, revoked,
 * the tenant in the trash, the domain not admitted any more).
 */
export function resendInvitation(input: {
  readonly tenantId: string;
  readonly invitationId: string;
  readonly tokenHash: string;
}): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const tenant = requireInviting(snapshot, input.tenantId);
    const invitation = requireInvitation(snapshot, input.tenantId, input.invitationId);
    if (invitation.status === 'joined' || invitation.status === 'revoked') {
      const what = invitation.status === 'joined' ? 'was accepted' : 'was revoked';
      throw new ConsoleError('not-allowed-in-state', `The invitation ${what}.`, {
        remedy: 'Make a new one if it is wanted.',
      });
    }
    const refusal =
      personRefusal(snapshot, context, invitation.email) ?? domainRefusal(tenant, invitation.email);
    if (refusal !== null) throw new ConsoleError('not-allowed-in-state', refusal);
    const draft = peopleDraft(snapshot, context);
    const sent: Invitation = {
      ...invitation,
      ...validFrom(context.now),
      tokenHash: input.tokenHash,
      status: 'pending',
    };
    draft.edit(sent);
    draft.note({
      action: 'invitation_resent',
      document: sent,
      tenantId: input.tenantId,
      details: {
        email: invitation.email,
        before: { status: invitation.status, expiresAt: invitation.expiresAt },
        after: { status: sent.status, expiresAt: sent.expiresAt },
      },
    });
    return draft.finish({ changed: true });
  };
}

/** Revokes an invitation. Revoked already: no write. Errors: `not-found`, `not-allowed-in-state` (joined). */
export function revokeInvitation(input: {
  readonly tenantId: string;
  readonly invitationId: string;
}): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const invitation = requireInvitation(snapshot, input.tenantId, input.invitationId);
    const draft = peopleDraft(snapshot, context);
    if (invitation.status === 'joined') {
      throw new ConsoleError('not-allowed-in-state', 'The invitation was accepted.', {
        remedy: 'Remove the member instead.',
      });
    }
    if (invitation.status === 'revoked') return draft.finish({ changed: false });
    noteRevoked(draft, invitation);
    return draft.finish({ changed: true });
  };
}

function requireInviting(snapshot: RegistrySnapshot, tenantId: string): Tenant {
  const tenant = requireTenant(snapshot, tenantId);
  requireState(tenant, ['active', 'suspended', 'archived'], 'joined by anybody');
  return tenant;
}

function validFrom(now: string): { readonly sentAt: string; readonly expiresAt: string } {
  const expires = Date.parse(now) + invitationDays * 24 * 3_600_000;
  return { sentAt: now, expiresAt: new Date(expires).toISOString() };
}
