import { canonicalJson } from '../canonical-json.ts';
import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import { readAddress } from '../people/email-address.ts';
import { ownersOf } from '../people/owners.ts';
import type { Command } from './command.ts';
import { makeOwner } from './make-owner.ts';
import { peopleDraft } from './people-draft.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { requireSeen } from './seen-tenant.ts';
import { tenantAudit } from './tenant-audit.ts';
import type { TenantChange } from './tenant-change.ts';
import { tenantTextProblem } from './tenant-text.ts';

/** Only what is given is changed. */
export interface EditTenantInput {
  readonly tenantId: string;
  /** The revision that was seen; without it, whatever the tenant is now. */
  readonly seen?: string | null | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly ownerEmail?: string | null | undefined;
  readonly configuration?: Readonly<Record<string, Json>> | undefined;
}

/**
 * Changes a tenant's describing fields; the databases are not touched. No difference, no write. The address
 * of an owner is MyCouch's own field: where the tenant has owners it mirrors them and cannot be edited, and
 * where it has none, whoever is named becomes its owner.
 * Errors: `not-found`, `not-allowed-in-state` (in the trash, an owner's address, a removed person),
 * `invalid-input`.
 */
export function editTenant(input: EditTenantInput): Command<TenantChange> {
  return (snapshot, context) => {
    const tenant = requireTenant(snapshot, input.tenantId);
    requireSeen(tenant, input.seen);
    requireState(tenant, ['active', 'suspended', 'archived'], 'edited');
    const wanted = {
      name: input.name ?? tenant.name,
      description: input.description ?? tenant.description,
      owner_email: input.ownerEmail === undefined ? tenant.owner_email : input.ownerEmail,
      configuration: input.configuration ?? tenant.configuration,
    };
    // An address that was let in once must not keep the other fields from being edited.
    const ownerEmail = wanted.owner_email === tenant.owner_email ? null : wanted.owner_email;
    const problem = tenantTextProblem({ ...wanted, ownerEmail });
    if (problem !== null) throw new ConsoleError('invalid-input', problem);

    const people = peopleDraft(snapshot, context);
    const named = readAddress(ownerEmail ?? '').address;
    if (named !== null && ownersOf(snapshot, input.tenantId).length === 0) {
      makeOwner(people, snapshot, context, { tenant, address: named });
      wanted.owner_email = named;
    }
    if (
      wanted.owner_email !== tenant.owner_email &&
      ownersOf(snapshot, input.tenantId).length > 0
    ) {
      throw new ConsoleError(
        'not-allowed-in-state',
        'The owners of a tenant are among its people.',
        {
          remedy: 'Add or remove an owner, or transfer ownership, in the list of its people.',
        },
      );
    }

    const before: Record<string, Json> = {};
    const after: Record<string, Json> = {};
    for (const field of ['name', 'description', 'owner_email', 'configuration'] as const) {
      if (canonicalJson(tenant[field]) === canonicalJson(wanted[field])) continue;
      before[field] = tenant[field];
      after[field] = wanted[field];
    }
    if (Object.keys(after).length === 0) {
      return { documents: [], audit: [], result: { tenantId: tenant.tenant_id, changed: false } };
    }
    const edited: Tenant = {
      ...tenant,
      ...wanted,
      configuration: { ...wanted.configuration },
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    const made = people.finish(null);
    return {
      // The mirror stands in the edited tenant already.
      documents: [edited, ...made.documents.filter(({ _id }) => _id !== edited._id)],
      audit: [tenantAudit('tenant_edited', edited, context, { before, after }), ...made.audit],
      result: { tenantId: tenant.tenant_id, changed: true },
    };
  };
}
