import type { Invitation } from '../documents/invitation.ts';
import type { Tenant } from '../documents/tenant.ts';
import { addressKey } from '../people/email-address.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { PeopleDraft } from './people-draft.ts';

/** The invitations of a tenant to an address that could still be accepted, now or once sent anew. */
export function openInvitations(
  snapshot: RegistrySnapshot,
  tenantId: string,
  address: string,
): readonly Invitation[] {
  const key = addressKey(address);
  return (snapshot.invitations.get(tenantId) ?? []).filter(
    ({ status, email }) => status === 'pending' && addressKey(email) === key,
  );
}

/** Revokes what was offered to an address in a tenant, so that no old link gives what was decided otherwise. */
export function revokeOpen(
  draft: PeopleDraft,
  snapshot: RegistrySnapshot,
  tenant: Tenant,
  address: string,
): number {
  const open = openInvitations(snapshot, tenant.tenant_id, address);
  for (const invitation of open) noteRevoked(draft, invitation);
  return open.length;
}

/** Revokes one invitation, with its entry in the log. */
export function noteRevoked(draft: PeopleDraft, invitation: Invitation): void {
  draft.edit({ ...invitation, status: 'revoked' });
  draft.note({
    action: 'invitation_revoked',
    document: invitation,
    tenantId: invitation.tenant_id,
    details: {
      email: invitation.email,
      before: { status: invitation.status },
      after: { status: 'revoked' },
    },
  });
}
