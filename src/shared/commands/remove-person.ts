import { invitationState } from '../documents/invitation.ts';
import type { User } from '../documents/user.ts';
import { addressKey } from '../people/email-address.ts';
import { cleanName } from '../people/address-list.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command } from './command.ts';
import { noteRevoked } from './needless-invitations.ts';
import { peopleDraft } from './people-draft.ts';
import { requirePerson, roleFacts } from './require-person.ts';

export interface PersonRemoved {
  /** False where they were removed already and nothing was written. */
  readonly changed: boolean;
  /** Memberships that ended. */
  readonly memberships: number;
  /** Invitations that were revoked. */
  readonly invitations: number;
  /** API keys they made that still work: they belong to the tenants and stay. */
  readonly keys: number;
}

/**
 * Removes a person everywhere in one act: they may sign in nowhere any more, every membership ends, and
 * pending invitations to their address are revoked. Removed already: no write. Errors: `not-found`,
 * `not-allowed-in-state` (they are the last owner of a tenant).
 */
export function removePerson({ userId }: { readonly userId: string }): Command<PersonRemoved> {
  return (snapshot, context) => {
    const draft = peopleDraft(snapshot, context);
    const user = requirePerson(draft, userId);
    const keys = keysMadeBy(snapshot, user, context.now);
    if (user.deletedAt !== null) {
      return draft.finish({ changed: false, memberships: 0, invitations: 0, keys });
    }
    const removed = { ...user, deletedAt: context.now };
    draft.edit(removed);
    const memberships = (snapshot.membershipsByUser.get(userId) ?? []).filter(
      ({ deletedAt }) => deletedAt === null,
    );
    draft.note({
      action: 'person_removed',
      document: removed,
      tenantId: null,
      details: {
        person: user.email,
        before: { deletedAt: null },
        after: { deletedAt: context.now },
        memberships: memberships.length,
        keys,
      },
    });
    for (const membership of memberships) {
      const ended = { ...membership, deletedAt: context.now };
      draft.edit(ended);
      draft.note({
        action: 'member_removed',
        document: ended,
        tenantId: membership.tenant_id,
        details: {
          person: user.email,
          how: 'everywhere',
          before: { ...roleFacts(membership), deletedAt: null },
          after: { deletedAt: context.now },
        },
      });
    }
    const address = addressKey(user.email);
    const offered = [...snapshot.invitations.values()]
      .flat()
      .filter(({ status, email }) => status === 'pending' && addressKey(email) === address);
    for (const invitation of offered) noteRevoked(draft, invitation);
    return draft.finish({
      changed: true,
      memberships: memberships.length,
      invitations: offered.filter((one) => invitationState(one, context.now) === 'pending').length,
      keys,
    });
  };
}

/** How many keys somebody made that still work. */
export function keysMadeBy(snapshot: RegistrySnapshot, user: User, now: string): number {
  const names = new Set([
    user.user_id,
    addressKey(user.email),
    ...(user.sub === null ? [] : [user.sub]),
  ]);
  let count = 0;
  for (const key of snapshot.apikeysById.values()) {
    const works =
      key.enabled &&
      key.deletedAt === null &&
      (key.expiresAt === null || key.expiresAt > now) &&
      !snapshot.revokedKeys.has(key.key_id);
    if (works && (names.has(key.created_by) || names.has(addressKey(key.created_by)))) count += 1;
  }
  return count;
}

/**
 * Lets a removed person in again. `memberships`: also brings back those that ended with the removal, which
 * is what taking it back at once means. Not removed: no write. Error: `not-found`.
 */
export function bringPersonBack(input: {
  readonly userId: string;
  readonly memberships: boolean;
}): Command<{ readonly changed: boolean; readonly memberships: number }> {
  return (snapshot, context) => {
    const draft = peopleDraft(snapshot, context);
    const user = requirePerson(draft, input.userId);
    if (user.deletedAt === null) return draft.finish({ changed: false, memberships: 0 });
    draft.edit({ ...user, deletedAt: null });
    draft.note({
      action: 'person_brought_back',
      document: user,
      tenantId: null,
      details: {
        person: user.email,
        before: { deletedAt: user.deletedAt },
        after: { deletedAt: null },
      },
    });
    const ended = (snapshot.membershipsByUser.get(input.userId) ?? []).filter(
      ({ deletedAt }) => input.memberships && deletedAt === user.deletedAt,
    );
    for (const membership of ended) {
      draft.edit({ ...membership, deletedAt: null });
      draft.note({
        action: 'member_restored',
        document: membership,
        tenantId: membership.tenant_id,
        details: {
          person: user.email,
          before: { deletedAt: membership.deletedAt },
          after: { ...roleFacts(membership), deletedAt: null },
        },
      });
    }
    return draft.finish({ changed: true, memberships: ended.length });
  };
}

/** Gives a person another name; empty: not known. No difference, no write. Error: `not-found`. */
export function renamePerson(input: {
  readonly userId: string;
  readonly name: string;
}): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const draft = peopleDraft(snapshot, context);
    const user = requirePerson(draft, input.userId);
    const name = cleanName(input.name);
    if (name === user.name) return draft.finish({ changed: false });
    draft.edit({ ...user, name });
    draft.note({
      action: 'person_renamed',
      document: user,
      tenantId: null,
      details: { person: user.email, before: { name: user.name }, after: { name } },
    });
    return draft.finish({ changed: true });
  };
}
