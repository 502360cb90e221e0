import { ConsoleError } from '../errors.ts';
import type { Command } from './command.ts';
import { peopleDraft } from './people-draft.ts';
import {
  requireInForce,
  requireMembership,
  requirePeopleTenant,
  roleFacts,
} from './require-person.ts';

/**
 * Hands ownership of a tenant from one member to another, in one act: the former owner becomes admin.
 * Other owners stay. Errors: `not-found`, `not-allowed-in-state` (one of them is no member, or the first
 * no owner), `invalid-input` (the same person).
 */
export function transferOwnership(input: {
  readonly tenantId: string;
  /** Person who is an owner. */
  readonly from: string;
  readonly to: string;
}): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const tenant = requirePeopleTenant(snapshot, input.tenantId);
    const draft = peopleDraft(snapshot, context);
    const from = requireMembership(draft, tenant, input.from);
    const to = requireMembership(draft, tenant, input.to);
    if (input.from === input.to) {
      throw new ConsoleError('invalid-input', 'Ownership goes from one person to another.');
    }
    requireInForce(from.user, from.membership, tenant);
    requireInForce(to.user, to.membership, tenant);
    if (from.membership.role !== 'owner') {
      throw new ConsoleError(
        'not-allowed-in-state',
        `${from.user.email} is no owner of ${tenant.key}.`,
        { remedy: 'Look at the members again: somebody may have changed it meanwhile.' },
      );
    }
    for (const [{ user, membership }, role] of [
      [to, 'owner'],
      [from, 'admin'],
    ] as const) {
      if (membership.role === role) continue;
      const changed = { ...membership, role };
      draft.edit(changed);
      draft.note({
        action: 'ownership_transferred',
        document: changed,
        tenantId: input.tenantId,
        details: {
          person: user.email,
          from: from.user.email,
          to: to.user.email,
          before: roleFacts(membership),
          after: roleFacts(changed),
        },
      });
    }
    return draft.finish({ changed: true });
  };
}
