import type { AuditDraft } from '../documents/audit.ts';
import type { Json } from '../json.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { User } from '../documents/user.ts';
import { ConsoleError } from '../errors.ts';
import { ownersOf } from '../people/owners.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command, CommandContext, CommandOutcome } from './command.ts';
import type { CredentialInputs } from './credential-input.ts';
import { requireKey } from './key-check.ts';
import { newMembership } from './new-member.ts';
import { newTenantDocuments, requireBlueprint, requireFreshId } from './new-tenant.ts';
import { requireNotRemoved, requirePerson, roleFacts } from './require-person.ts';
import { takenNames } from './taken-names.ts';
import { tenantTextProblem } from './tenant-text.ts';

/** A tenant that a person makes for themselves. */
export interface OwnTenant {
  readonly tenantId: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  /** `blueprint_…` */
  readonly blueprint: string;
  readonly credentials: CredentialInputs;
  /** Made at their first sign-in, and theirs alone. */
  readonly personal: boolean;
  /** The application that it is made by, as it names itself; null: none. */
  readonly application: string | null;
}

/**
 * What a person's own tenant consists of: the tenant, its accounts and their membership as its owner.
 * Errors: those of `createTenant`.
 */
export function ownTenantDocuments(
  input: OwnTenant,
  user: User,
  snapshot: RegistrySnapshot,
  context: CommandContext,
): {
  readonly documents: CommandOutcome<unknown>['documents'];
  readonly audit: readonly AuditDraft[];
} {
  const blueprint = requireBlueprint(snapshot, input.blueprint);
  requireFreshId(snapshot, input.tenantId);
  requireKey(input.key, blueprint, takenNames(snapshot));
  const problem = tenantTextProblem({ ...input, ownerEmail: null });
  if (problem !== null) throw new ConsoleError('invalid-input', problem);
  const { documents, audit } = newTenantDocuments(
    { ...input, ownerEmail: null },
    { snapshot, blueprint, context, how: 'form', made: new Map() },
  );
  const roles = { role: 'owner', furtherRoles: [] } as const;
  const membership = newMembership(input.tenantId, user.user_id, roles, context);
  const more: Record<string, Json> = {
    ...(input.personal ? { personal_of: user.user_id } : {}),
    ...(input.application === null ? {} : { application_id: input.application }),
  };
  const told: AuditDraft = {
    type: 'audit_log',
    tenant_id: input.tenantId,
    action: 'member_added',
    actor: context.actor,
    resource_type: 'membership',
    resource_id: membership._id,
    outcome: 'ok',
    details: { person: user.email, tenant: input.key, before: null, after: roleFacts(roles) },
    createdAt: context.now,
  };
  return {
    documents: [
      ...documents.map((document) =>
        document.type === 'tenant'
          ? ({
              ...document,
              ...more,
              owner_email: user.email === '' ? null : user.email,
            } satisfies Tenant)
          : document,
      ),
      membership,
    ],
    audit: [{ ...audit, details: { ...audit.details, how: 'gateway' } }, told],
  };
}

/**
 * Makes a tenant for a person, who is its owner. Errors: those of `createTenant`; `not-permitted` where they
 * own as many as they may; `not-allowed-in-state` (removed everywhere).
 */
export function createOwnTenant(
  input: OwnTenant & { readonly userId: string; readonly mayOwn: number },
): Command<{ readonly tenantId: string }> {
  return (snapshot, context) => {
    const user = requirePerson({ user: (id) => snapshot.users.get(id) }, input.userId);
    requireNotRemoved(user);
    const owned = (snapshot.membershipsByUser.get(input.userId) ?? []).filter(
      ({ role, deletedAt, tenant_id }) =>
        role === 'owner' &&
        deletedAt === null &&
        snapshot.tenants.get(tenant_id)?.deletedAt === null &&
        ownersOf(snapshot, tenant_id).length > 0,
    );
    if (owned.length >= input.mayOwn) {
      throw new ConsoleError('not-permitted', 'You own as many tenants as a person may.', {
        remedy: 'Delete one, or ask the operators of the platform.',
      });
    }
    const { documents, audit } = ownTenantDocuments(input, user, snapshot, context);
    return { documents, audit, result: { tenantId: input.tenantId } };
  };
}
