import { isPurged, type Tenant } from '../documents/tenant.ts';
import type { Command } from './command.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { tenantAudit } from './tenant-audit.ts';
import type { TenantChange } from './tenant-change.ts';

/**
 * Notes that everything of a tenant was deleted from the server for good. Its key stays taken, so that old
 * links and backups never come to mean somebody else. Errors: `not-found`, `not-allowed-in-state`.
 */
export function markPurged({ tenantId }: { readonly tenantId: string }): Command<TenantChange> {
  return (snapshot, context) => {
    const tenant = requireTenant(snapshot, tenantId);
    if (isPurged(tenant)) {
      return { documents: [], audit: [], result: { tenantId, changed: false } };
    }
    requireState(tenant, ['deleted'], 'purged');
    const changed: Tenant = {
      ...tenant,
      purgedAt: context.now,
      generation: tenant.generation + 1,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [changed],
      audit: [tenantAudit('tenant_purged', changed, context, { generation: changed.generation })],
      result: { tenantId, changed: true },
    };
  };
}
