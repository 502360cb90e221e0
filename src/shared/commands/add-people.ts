import type { TenantRole } from '../documents/membership.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { User } from '../documents/user.ts';
import { ConsoleError } from '../errors.ts';
import { cleanName } from '../people/address-list.ts';
import { addressKey, readAddress } from '../people/email-address.ts';
import { domainRefusal } from '../people/sharing-rule.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command, CommandContext } from './command.ts';
import { revokeOpen } from './needless-invitations.ts';
import { newMembership, personFor } from './new-member.ts';
import { peopleDraft, type PeopleDraft } from './people-draft.ts';
import { readFurtherRoles, requirePeopleTenant, roleFacts } from './require-person.ts';

export interface AddPeopleInput {
  readonly tenantIds: readonly string[];
  /** A name counts only for a person who has none yet. */
  readonly people: readonly { readonly address: string; readonly name: string }[];
  readonly role: TenantRole;
  readonly furtherRoles: readonly string[];
}

/** Somebody who was not added to a tenant. */
export interface NotAdded {
  readonly address: string;
  readonly tenantId: string;
  readonly message: string;
}

export interface PeopleAdded {
  /** Memberships that began. */
  readonly added: number;
  /** Those that had ended and are there again. */
  readonly back: number;
  /** Those that were there already, and stay as they are. */
  readonly already: number;
  readonly refused: readonly NotAdded[];
}

/**
 * Adds people to tenants by their addresses. Whoever cannot be added to a tenant is told and keeps nobody
 * else from being. Invitations to who is added now are revoked. Errors: `not-found`,
 * `not-allowed-in-state` (a purged tenant), `invalid-input` (roles).
 */
export function addPeople(input: AddPeopleInput): Command<PeopleAdded> {
  return (snapshot, context) => {
    const tenants = [...new Set(input.tenantIds)].map((id) => requirePeopleTenant(snapshot, id));
    if (tenants.length === 0) throw new ConsoleError('invalid-input', 'No tenant was chosen.');
    const roles = { role: input.role, furtherRoles: readFurtherRoles(input.furtherRoles) };
    const draft = peopleDraft(snapshot, context);
    const refused: NotAdded[] = [];
    const counts = { added: 0, back: 0, already: 0 };
    for (const { address: text, name } of distinct(input.people)) {
      const read = readAddress(text);
      for (const tenant of tenants) {
        const refusal =
          read.problem ??
          personRefusal(snapshot, context, read.address) ??
          domainRefusal(tenant, read.address);
        if (refusal !== null || read.address === null) {
          refused.push({
            address: text.slice(0, 320),
            tenantId: tenant.tenant_id,
            message: refusal ?? '',
          });
          continue;
        }
        const person = personFor(snapshot, context, {
          address: read.address,
          name: cleanName(name),
        });
        counts[join(draft, snapshot, context, { tenant, roles, ...person })] += 1;
      }
    }
    return draft.finish({ ...counts, refused });
  };
}

/** Why somebody can be added nowhere; null where they can. */
export function personRefusal(
  snapshot: RegistrySnapshot,
  context: CommandContext,
  address: string,
): string | null {
  const { user } = personFor(snapshot, context, { address, name: '' });
  return user.deletedAt === null
    ? null
    : 'They were removed everywhere. Bring them back first: People, filter “Removed”.';
}

function distinct<Person extends { readonly address: string }>(
  people: readonly Person[],
): readonly Person[] {
  const first = new Map<string, Person>();
  for (const person of people) {
    const key = addressKey(readAddress(person.address).address ?? person.address);
    if (!first.has(key)) first.set(key, person);
  }
  return [...first.values()];
}

interface Joining {
  readonly tenant: Tenant;
  readonly user: User;
  readonly isNew: boolean;
  readonly roles: { readonly role: TenantRole; readonly furtherRoles: readonly string[] };
}

function join(
  draft: PeopleDraft,
  snapshot: RegistrySnapshot,
  context: CommandContext,
  { tenant, user, isNew, roles }: Joining,
): 'added' | 'back' | 'already' {
  const tenantId = tenant.tenant_id;
  const known = draft.membership(tenantId, user.user_id);
  if (known?.deletedAt === null) return 'already';
  if (isNew && draft.user(user.user_id) === undefined) draft.add(user);
  if (known === undefined) {
    const membership = newMembership(tenantId, user.user_id, roles, context);
    draft.add(membership);
    draft.note({
      action: 'member_added',
      document: membership,
      tenantId,
      details: { person: user.email, before: null, after: roleFacts(roles) },
    });
  } else {
    const back = { ...known, ...roles, furtherRoles: [...roles.furtherRoles], deletedAt: null };
    draft.edit({ ...back, joinedAt: context.now, invitation: null });
    draft.note({
      action: 'member_added',
      document: back,
      tenantId,
      details: {
        person: user.email,
        before: { ...roleFacts(known), deletedAt: known.deletedAt },
        after: { ...roleFacts(roles), deletedAt: null },
      },
    });
  }
  revokeOpen(draft, snapshot, tenant, user.email);
  return known === undefined ? 'added' : 'back';
}
