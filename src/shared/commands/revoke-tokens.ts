import { tenantState, type Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { Command } from './command.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { tenantAudit } from './tenant-audit.ts';
import type { TenantChange } from './tenant-change.ts';

/**
 * Revokes hard: raises the epoch, so that every token given out until now is refused, and the tenant stays
 * active. Its service accounts get the roles of the new epoch by the same plan. Errors: `not-found`,
 * `not-allowed-in-state` (a tenant without access has no token that is still good).
 */
export function revokeTokens({ tenantId }: { readonly tenantId: string }): Command<TenantChange> {
  return (snapshot, context) => {
    const tenant = requireTenant(snapshot, tenantId);
    const state = tenantState(tenant);
    if (state === 'suspended' || state === 'archived') {
      throw new ConsoleError(
        'not-allowed-in-state',
        `The tenant ${tenant.key} is ${state}: every token given out before is refused already.`,
        { details: { tenant: tenantId, state } },
      );
    }
    requireState(tenant, ['active'], 'given a new epoch');
    const changed: Tenant = {
      ...tenant,
      generation: tenant.generation + 1,
      epoch: tenant.epoch + 1,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [changed],
      audit: [
        tenantAudit('tokens_revoked', changed, context, {
          before: { generation: tenant.generation, epoch: tenant.epoch },
          after: { generation: changed.generation, epoch: changed.epoch },
        }),
      ],
      result: { tenantId, changed: true },
    };
  };
}
