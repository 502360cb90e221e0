import type { Account } from '../documents/account.ts';
import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import { accountUsername } from '../tenant-names.ts';
import type { Command } from './command.ts';
import { requireKey } from './key-check.ts';
import { requireBlueprint } from './new-tenant.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { takenNames } from './taken-names.ts';
import { tenantAudit } from './tenant-audit.ts';
import type { TenantChange } from './tenant-change.ts';

export interface ChangeTenantKeyInput {
  readonly tenantId: string;
  readonly key: string;
  /**
   * Whether nothing of the tenant was ever provisioned, or the planner refuses it for its key. The
   * registry alone cannot know, so the caller says.
   */
  readonly changeable: boolean;
}

/**
 * Gives a tenant that is not provisioned another key; its accounts' user names follow, their
 * credentials stay; what was rotated before has nothing on the server to overlap with. Errors: `not-found`, `not-allowed-in-state`, `key-invalid`, `key-taken`.
 */
export function changeTenantKey(input: ChangeTenantKeyInput): Command<TenantChange> {
  return (snapshot, context) => {
    const tenant = requireTenant(snapshot, input.tenantId);
    requireState(tenant, ['active', 'suspended', 'archived'], 'given another key');
    if (tenant.key === input.key) {
      return { documents: [], audit: [], result: { tenantId: tenant.tenant_id, changed: false } };
    }
    if (!input.changeable) {
      throw new ConsoleError(
        'not-allowed-in-state',
        `The key ${tenant.key} is in use on the server and cannot be changed any more.`,
        {
          remedy: 'Create a new tenant with the other key.',
          details: { tenant: tenant.tenant_id },
        },
      );
    }
    const blueprint = requireBlueprint(snapshot, tenant.blueprint);
    requireKey(input.key, blueprint, takenNames(snapshot, tenant));
    const stamp = { updatedAt: context.now, updatedBy: context.actor };
    const changed: Tenant = {
      ...tenant,
      key: input.key,
      generation: tenant.generation + 1,
      ...stamp,
    };
    const accounts = (snapshot.accounts.get(tenant.tenant_id) ?? []).map((account): Account => ({
      ...account,
      username: accountUsername(blueprint, input.key, account.name),
      ...(account.previous === undefined ? {} : { previous: null }),
      ...stamp,
    }));
    return {
      documents: [changed, ...accounts],
      audit: [
        tenantAudit('tenant_key_changed', changed, context, {
          before: { key: tenant.key, generation: tenant.generation },
          after: { key: changed.key, generation: changed.generation },
        }),
      ],
      result: { tenantId: tenant.tenant_id, changed: true },
    };
  };
}
