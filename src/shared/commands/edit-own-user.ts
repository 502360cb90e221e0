import { emailLimit, readAddress } from '../people/email-address.ts';
import { cleanName } from '../people/address-list.ts';
import { personNameLimit, type User } from '../documents/user.ts';
import { ownEmailOf } from '../documents/person-fields.ts';
import { tenantDocumentId, tenantState } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { Command } from './command.ts';
import { peopleDraft } from './people-draft.ts';
import { requireNotRemoved, requirePerson } from './require-person.ts';

/** What a person may change of themselves; only what is given is changed. */
export interface EditOwnUserInput {
  readonly userId: string;
  readonly name?: string | undefined;
  /**
   * What they call their address. It goes beside the one that they are known by, never in its place: whoever
   * adds people by address would else add whoever claimed it.
   */
  readonly email?: string | undefined;
  /** The tenant that their next token is for. */
  readonly activeTenantId?: string | undefined;
}

/**
 * A person's edit of their own record. No difference, no write. Errors: `not-found`, `invalid-input` (with the
 * field in its details), `not-permitted` (no member of the tenant, or it is not active),
 * `not-allowed-in-state` (removed).
 */
export function editOwnUser(input: EditOwnUserInput): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const draft = peopleDraft(snapshot, context);
    const user = requirePerson(draft, input.userId);
    requireNotRemoved(user);
    const changes: Record<string, { before: Json; after: Json }> = {};
    let edited: User = user;
    if (input.name !== undefined) {
      const name = cleanName(input.name);
      if (name.length > personNameLimit) throw unfit('name', 'A name is too long.');
      if (name !== user.name) changes['name'] = { before: user.name, after: name };
      edited = { ...edited, name };
    }
    if (input.email !== undefined) {
      const before = ownEmailOf(user) ?? user.email;
      const read = readAddress(input.email);
      if (input.email.length > emailLimit || read.problem !== null) {
        throw unfit('email', read.problem ?? 'An e-mail address is too long.');
      }
      if (read.address !== before) {
        changes['own_email'] = { before, after: read.address };
        edited = { ...edited, own_email: read.address };
      }
    }
    if (input.activeTenantId !== undefined) {
      const { activeTenantId } = input;
      const membership = draft.membership(activeTenantId, input.userId);
      const tenant = snapshot.tenants.get(activeTenantId);
      if (
        membership?.deletedAt !== null ||
        tenant === undefined ||
        tenantState(tenant) !== 'active'
      ) {
        throw new ConsoleError('not-permitted', 'You are no member of this tenant.', {
          remedy: 'Choose one of your tenants that is active.',
        });
      }
      const after = tenantDocumentId(activeTenantId);
      const before = typeof user['active_tenant_id'] === 'string' ? user['active_tenant_id'] : null;
      if (before !== after) {
        changes['active_tenant_id'] = { before, after };
        edited = { ...edited, active_tenant_id: after };
      }
    }
    if (Object.keys(changes).length === 0) return draft.finish({ changed: false });
    draft.edit(edited);
    draft.note({
      action: 'person_edited_themselves',
      document: edited,
      tenantId: null,
      details: {
        person: user.email,
        before: Object.fromEntries(Object.entries(changes).map(([k, { before }]) => [k, before])),
        after: Object.fromEntries(Object.entries(changes).map(([k, { after }]) => [k, after])),
      },
    });
    return draft.finish({ changed: true });
  };
}

function unfit(field: string, problem: string): ConsoleError {
  return new ConsoleError('invalid-input', problem, { details: { field } });
}
