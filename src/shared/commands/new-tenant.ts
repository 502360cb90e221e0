import { accountDocumentId, type Account } from '../documents/account.ts';
import type { AuditDraft } from '../documents/audit.ts';
import type { Blueprint } from '../documents/blueprint.ts';
import type { Membership } from '../documents/membership.ts';
import { tenantDocumentId, type Tenant } from '../documents/tenant.ts';
import type { User } from '../documents/user.ts';
import { ConsoleError } from '../errors.ts';
import { readAddress } from '../people/email-address.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { accountUsername } from '../tenant-names.ts';
import type { CommandContext } from './command.ts';
import type { CredentialInputs } from './credential-input.ts';
import { newMembership, personFor } from './new-member.ts';
import { requireNotRemoved } from './require-person.ts';
import { tenantAudit } from './tenant-audit.ts';

/** Everything a new tenant is made of. Its id is chosen by the caller, who stored the passwords under it. */
export interface NewTenant {
  readonly tenantId: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly ownerEmail: string | null;
  readonly credentials: CredentialInputs;
}

/** What a new tenant is made in. */
export interface NewTenantSurroundings {
  readonly snapshot: RegistrySnapshot;
  readonly blueprint: Blueprint;
  readonly context: CommandContext;
  readonly how: 'form' | 'import';
  /** People whom the same write makes already, by their ids; who is new is added. */
  readonly made: Map<string, User>;
}

/**
 * The documents and the audit entry of one new tenant; its key must have been checked. With an owner, also
 * their membership and, where nobody has the address yet, the person.
 */
export function newTenantDocuments(
  input: NewTenant,
  { snapshot, blueprint, context, how, made }: NewTenantSurroundings,
): {
  readonly documents: readonly (Tenant | Account | User | Membership)[];
  readonly audit: AuditDraft;
} {
  const common = {
    createdAt: context.now,
    createdBy: context.actor,
    updatedAt: context.now,
    updatedBy: context.actor,
  };
  const owner = ownerDocuments(input, snapshot, context, made);
  const tenant: Tenant = {
    _id: tenantDocumentId(input.tenantId),
    type: 'tenant',
    tenant_id: input.tenantId,
    key: input.key,
    name: input.name,
    description: input.description,
    owner_email: owner.address,
    blueprint: blueprint._id,
    server_id: null,
    configuration: {},
    enabled: true,
    readOnly: false,
    generation: 1,
    epoch: 1,
    archivedAt: null,
    deletedAt: null,
    ...common,
  };
  const accounts = blueprint.accounts.map(({ name, access }): Account => {
    const credential = input.credentials.get(name);
    if (credential === undefined) {
      throw new ConsoleError('invalid-input', `The account ${name} has no credential.`, {
        details: { key: input.key, account: name },
      });
    }
    return {
      _id: accountDocumentId(input.tenantId, name),
      type: 'account',
      tenant_id: input.tenantId,
      name,
      username: accountUsername(blueprint, input.key, name),
      access,
      hash: credential.hash,
      credential_id: credential.credentialId,
      ...common,
    };
  });
  const audit = tenantAudit('tenant_created', tenant, context, {
    how,
    before: null,
    after: {
      key: tenant.key,
      name: tenant.name,
      description: tenant.description,
      owner_email: tenant.owner_email,
      blueprint: blueprint._id,
    },
    accounts: accounts.map(({ username }) => username),
  });
  return { documents: [tenant, ...accounts, ...owner.documents], audit };
}

function ownerDocuments(
  { tenantId, ownerEmail }: NewTenant,
  snapshot: RegistrySnapshot,
  context: CommandContext,
  made: Map<string, User>,
): { readonly address: string | null; readonly documents: readonly (User | Membership)[] } {
  const { address } = readAddress(ownerEmail ?? '');
  if (address === null) return { address: null, documents: [] };
  const { user, isNew } = personFor(snapshot, context, { address, name: '' });
  requireNotRemoved(user);
  const first = isNew && !made.has(user.user_id);
  if (first) made.set(user.user_id, user);
  const roles = { role: 'owner', furtherRoles: [] } as const;
  const membership = newMembership(tenantId, user.user_id, roles, context);
  const { email } = made.get(user.user_id) ?? user;
  return { address: email, documents: [...(first ? [user] : []), membership] };
}

/** The blueprint, or why it cannot be used. */
export function requireBlueprint(snapshot: RegistrySnapshot, id: string): Blueprint {
  const blueprint = snapshot.blueprints.get(id);
  if (blueprint !== undefined) return blueprint;
  throw new ConsoleError('not-found', `There is no blueprint ${id}.`, {
    remedy: 'Choose one of the blueprints in the registry.',
    details: { blueprint: id },
  });
}

/** A uuid that is not in use as a tenant's yet. */
export function requireFreshId(snapshot: RegistrySnapshot, tenantId: string): void {
  if (!snapshot.tenants.has(tenantId)) return;
  throw new ConsoleError('conflict', 'This tenant exists already.', {
    details: { tenant: tenantId },
  });
}
