import type { Tenant } from '../documents/tenant.ts';
import type { Json } from '../json.ts';
import type { Command } from './command.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { requireSeen } from './seen-tenant.ts';
import { tenantAudit } from './tenant-audit.ts';
import type { TenantChange } from './tenant-change.ts';

/** Only what is given is changed. */
export interface SetFlagsInput {
  readonly tenantId: string;
  /** The revision that was seen; without it, whatever the tenant is now. */
  readonly seen?: string | null | undefined;
  /** Refuses every write but an administrator's. */
  readonly readOnly?: boolean | undefined;
  /** Refuses writes that would add to what is stored. */
  readonly overQuota?: boolean | undefined;
}

/**
 * Sets the flags that the guard obeys; they travel in `_security`, so no design document is rewritten.
 * No difference, no write. Errors: `not-found`, `not-allowed-in-state` (in the trash), `conflict`.
 */
export function setFlags(input: SetFlagsInput): Command<TenantChange> {
  return (snapshot, context) => {
    const tenant = requireTenant(snapshot, input.tenantId);
    requireSeen(tenant, input.seen);
    requireState(tenant, ['active', 'suspended', 'archived'], 'given other flags');
    const before = { readOnly: tenant.readOnly, overQuota: tenant.overQuota ?? false };
    const after = {
      readOnly: input.readOnly ?? before.readOnly,
      overQuota: input.overQuota ?? before.overQuota,
    };
    if (before.readOnly === after.readOnly && before.overQuota === after.overQuota) {
      return { documents: [], audit: [], result: { tenantId: tenant.tenant_id, changed: false } };
    }
    const changed: Tenant = {
      ...tenant,
      ...after,
      generation: tenant.generation + 1,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    const facts = (flags: Readonly<Record<string, Json>>, { generation }: Tenant): Json => ({
      ...flags,
      generation,
    });
    return {
      documents: [changed],
      audit: [
        tenantAudit('tenant_flags_set', changed, context, {
          before: facts(before, tenant),
          after: facts(after, changed),
        }),
      ],
      result: { tenantId: tenant.tenant_id, changed: true },
    };
  };
}
