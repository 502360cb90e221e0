import { tenantState, type Tenant, type TenantState } from '../documents/tenant.ts';
import type { Json } from '../json.ts';
import type { Command, CommandContext } from './command.ts';
import { requireState, requireTenant, requireUnpurged } from './require-tenant.ts';
import { requireSeen } from './seen-tenant.ts';
import { tenantAudit } from './tenant-audit.ts';
import type { TenantChange } from './tenant-change.ts';

/** One transition between the states of a tenant. */
export interface AccessTransition {
  /** `tenant_suspended`, … */
  readonly action: string;
  /** As in "cannot be suspended". */
  readonly verb: string;
  readonly from: readonly TenantState[];
  /** True where the tenant is already where the transition leads: nothing to do. */
  readonly reached: (tenant: Tenant) => boolean;
  /** `withdraw` raises the epoch too, so that every role given out before is refused. */
  readonly access: 'withdraw' | 'restore';
  readonly apply: (
    tenant: Tenant,
    context: CommandContext,
  ) => Partial<Pick<Tenant, 'enabled' | 'archivedAt' | 'deletedAt'>>;
}

export interface AccessInput {
  readonly tenantId: string;
  /** The revision that was seen; without it, whatever the tenant is now. */
  readonly seen?: string | null | undefined;
}

/**
 * Makes the command of a transition. Every transition raises the generation, since it changes what the
 * server must have. Errors: `not-found`, `not-allowed-in-state`, `conflict` (edited since it was seen).
 */
export function changeAccess(
  transition: AccessTransition,
): (input: AccessInput) => Command<TenantChange> {
  return ({ tenantId, seen }) =>
    (snapshot, context) => {
      const tenant = requireTenant(snapshot, tenantId);
      requireSeen(tenant, seen);
      if (transition.reached(tenant)) {
        return { documents: [], audit: [], result: { tenantId, changed: false } };
      }
      requireUnpurged(tenant);
      requireState(tenant, transition.from, transition.verb);
      const changed: Tenant = {
        ...tenant,
        ...transition.apply(tenant, context),
        generation: tenant.generation + 1,
        epoch: transition.access === 'withdraw' ? tenant.epoch + 1 : tenant.epoch,
        updatedAt: context.now,
        updatedBy: context.actor,
      };
      return {
        documents: [changed],
        audit: [
          tenantAudit(transition.action, changed, context, {
            before: accessFacts(tenant),
            after: accessFacts(changed),
          }),
        ],
        result: { tenantId, changed: true },
      };
    };
}

function accessFacts(tenant: Tenant): Readonly<Record<string, Json>> {
  return {
    state: tenantState(tenant),
    generation: tenant.generation,
    epoch: tenant.epoch,
  };
}
