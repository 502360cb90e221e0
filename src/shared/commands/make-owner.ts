import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import { domainRefusal } from '../people/sharing-rule.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { CommandContext } from './command.ts';
import { revokeOpen } from './needless-invitations.ts';
import { newMembership, personFor } from './new-member.ts';
import type { PeopleDraft } from './people-draft.ts';
import { requireNotRemoved, roleFacts } from './require-person.ts';

const owner = 'owner';

/**
 * Makes the person with an address an owner of a tenant: a member is promoted, who was a member is one
 * again, and anybody else is added. Their open invitations to it are revoked.
 * Errors: `not-allowed-in-state` (removed everywhere), `invalid-input` (the tenant's domains).
 * @param address in its canonical form
 */
export function makeOwner(
  draft: PeopleDraft,
  snapshot: RegistrySnapshot,
  context: CommandContext,
  { tenant, address }: { readonly tenant: Tenant; readonly address: string },
): void {
  const refusal = domainRefusal(tenant, address);
  if (refusal !== null) throw new ConsoleError('invalid-input', refusal);
  const { user, isNew } = personFor(snapshot, context, { address, name: '' });
  requireNotRemoved(user);
  if (isNew) draft.add(user);
  const tenantId = tenant.tenant_id;
  const known = draft.membership(tenantId, user.user_id);
  const details = (
    before: ReturnType<typeof roleFacts> | null,
    furtherRoles: readonly string[],
  ) => ({
    person: user.email,
    before,
    after: roleFacts({ role: owner, furtherRoles }),
  });
  if (known === undefined) {
    const made = newMembership(tenantId, user.user_id, { role: owner, furtherRoles: [] }, context);
    draft.add(made);
    draft.note({ action: 'member_added', document: made, tenantId, details: details(null, []) });
  } else {
    const ended = known.deletedAt !== null;
    const since = ended ? { deletedAt: null, joinedAt: context.now, invitation: null } : {};
    const changed = { ...known, role: owner, ...since } as const;
    draft.edit(changed);
    draft.note({
      action: ended ? 'member_added' : 'member_role_changed',
      document: changed,
      tenantId,
      details: details(roleFacts(known), known.furtherRoles),
    });
  }
  revokeOpen(draft, snapshot, tenant, user.email);
}
