import { overrideDocumentId, type Override } from '../documents/override.ts';
import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { Json } from '../json.ts';
import { guardId } from '../planning/guard.ts';
import { type AddedPrincipals, mayAdopt } from '../planning/security-drift.ts';
import type { Command, CommandContext } from './command.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { tenantAudit } from './tenant-audit.ts';

/** What is taken over for one database. */
export interface AdoptedDatabase {
  readonly tenantId: string;
  /** Name of the database on the server. */
  readonly database: string;
  /** Null: nothing of its `_security`. */
  readonly security: AddedPrincipals | null;
  /** Design documents by id, without `_id` and `_rev`; null: not wanted any more. */
  readonly designs: Readonly<Record<string, Readonly<Record<string, Json>> | null>>;
}

export interface AdoptDriftInput {
  readonly databases: readonly AdoptedDatabase[];
  /** By tenant uuid: the generation that the server was looked at with. */
  readonly generations: ReadonlyMap<string, number>;
}

/**
 * Makes changes that somebody made on the server by hand the registry's own, as overrides beside the
 * blueprint; all of them or none. Raises each tenant's generation, since the server must have it. Errors:
 * `not-found`, `not-allowed-in-state` (tenant not active), `invalid-input` (what cannot be adopted),
 * `plan-stale` (the tenant was edited since the server was looked at).
 */
export function adoptDrift({
  databases,
  generations,
}: AdoptDriftInput): Command<{ readonly tenants: number }> {
  return (snapshot, context) => {
    const ids = [...new Set(databases.map(({ tenantId }) => tenantId))];
    const tenants = ids.map((id) => {
      const tenant = requireTenant(snapshot, id);
      requireState(tenant, ['active'], 'given what was changed by hand');
      if (generations.get(id) !== tenant.generation) throw edited(tenant);
      return raised(tenant, context);
    });
    const overrides = databases.map((adopted) => {
      requireAdoptable(adopted);
      const before = snapshot.overrides.get(adopted.tenantId)?.get(adopted.database);
      return merged(before ?? null, adopted, context);
    });
    return {
      documents: [...overrides, ...tenants],
      audit: tenants.map((tenant) =>
        tenantAudit('drift_adopted', tenant, context, {
          generation: tenant.generation,
          databases: databases
            .filter(({ tenantId }) => tenantId === tenant.tenant_id)
            .map(auditFacts),
        }),
      ),
      result: { tenants: tenants.length },
    };
  };
}

/**
 * Takes back what was adopted for a database; the next plan removes it from the server. Errors:
 * `not-found`.
 */
export function dropOverride(input: {
  readonly tenantId: string;
  readonly database: string;
}): Command<null> {
  return (snapshot, context) => {
    const tenant = raised(requireTenant(snapshot, input.tenantId), context);
    const before = snapshot.overrides.get(input.tenantId)?.get(input.database);
    if (before === undefined || isEmpty(before)) {
      throw new ConsoleError('not-found', 'Nothing was adopted for this database.', {
        remedy: 'Look at the tenant again.',
        details: { tenant: input.tenantId, database: input.database },
      });
    }
    const emptied: Override = {
      ...before,
      security: null,
      designs: {},
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [emptied, tenant],
      audit: [
        tenantAudit('override_dropped', tenant, context, {
          database: input.database,
          generation: tenant.generation,
          before: auditFacts({ ...before, tenantId: input.tenantId }),
        }),
      ],
      result: null,
    };
  };
}

function raised(tenant: Tenant, { now, actor }: CommandContext): Tenant {
  return { ...tenant, generation: tenant.generation + 1, updatedAt: now, updatedBy: actor };
}

function requireAdoptable({ database, security, designs }: AdoptedDatabase): void {
  const badSecurity = security !== null && !mayAdopt(security);
  if (!badSecurity && !(guardId in designs)) return;
  throw new ConsoleError('invalid-input', `What was changed in ${database} cannot be adopted.`, {
    remedy: 'Correct it with a plan instead.',
    details: { database },
  });
}

function merged(
  before: Override | null,
  { tenantId, database, security, designs }: AdoptedDatabase,
  { now, actor }: CommandContext,
): Override {
  const adopted = before?.security ?? null;
  return {
    ...(before ?? { createdAt: now, createdBy: actor }),
    _id: overrideDocumentId(tenantId, database),
    type: 'override',
    tenant_id: tenantId,
    database,
    security:
      security === null
        ? adopted
        : {
            admins: {
              names: union(adopted?.admins.names, security.admins.names),
              roles: union(adopted?.admins.roles, security.admins.roles),
            },
            members: {
              names: union(adopted?.members.names, security.members.names),
              roles: union(adopted?.members.roles, security.members.roles),
            },
          },
    designs: {
      ...before?.designs,
      ...Object.fromEntries(
        Object.entries(designs).map(([id, body]) => [id, body === null ? null : { ...body }]),
      ),
    },
    updatedAt: now,
    updatedBy: actor,
  };
}

function union(before: readonly string[] | undefined, more: readonly string[]): string[] {
  return [...new Set([...(before ?? []), ...more])];
}

function isEmpty({ security, designs }: Override): boolean {
  return security === null && Object.keys(designs).length === 0;
}

function auditFacts({ database, security, designs }: AdoptedDatabase | Override): Json {
  return {
    database,
    security:
      security === null
        ? null
        : {
            admins: { names: [...security.admins.names], roles: [...security.admins.roles] },
            members: { names: [...security.members.names], roles: [...security.members.roles] },
          },
    designs: Object.entries(designs).map(([id, body]) => ({ id, removed: body === null })),
  };
}

function edited({ key, tenant_id }: Tenant): ConsoleError<'plan-stale'> {
  return new ConsoleError('plan-stale', `The tenant ${key} was edited meanwhile.`, {
    remedy: 'Look at the server again, then adopt.',
    details: { tenant: tenant_id },
  });
}
