import type { AuditDraft } from '../documents/audit.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { Json } from '../json.ts';
import type { CommandContext } from './command.ts';

/** An audit draft about one tenant; its key is told too, since nobody knows a tenant by its uuid. */
export function tenantAudit(
  action: string,
  tenant: Tenant,
  context: CommandContext,
  details: Readonly<Record<string, Json>>,
): AuditDraft {
  return {
    type: 'audit_log',
    tenant_id: tenant.tenant_id,
    action,
    actor: context.actor,
    resource_type: 'tenant',
    resource_id: tenant._id,
    outcome: 'ok',
    details: { tenant: tenant.key, ...details },
    createdAt: context.now,
  };
}
