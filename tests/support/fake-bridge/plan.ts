import type { PlanSummary } from '../../../src/shared/bridge/plan-views.ts';
import type { TenantDetail } from '../../../src/shared/bridge/views.ts';
import { shopBlueprint } from '../../../src/shared/documents/blueprint.ts';
import { readRole, rolesFor } from '../../../src/shared/naming.ts';
import type { Operation, OperationOutcome } from '../../../src/shared/planning/plan.ts';
import type { SecurityObject } from '../../../src/shared/planning/security-object.ts';

/** A plan of the fake, with what became of its operations. */
export interface FakePlan {
  summary: PlanSummary;
  readonly operations: readonly Operation[];
  readonly outcomes: Map<string, OperationOutcome>;
  cancelled: boolean;
}

function securityOf(tenant: TenantDetail): SecurityObject {
  const role = readRole(tenant.id, tenant.epoch);
  return {
    admins: { names: [], roles: ['_admin'] },
    members: { names: [], roles: [role] },
    mycouch: {
      tenant: tenant.id,
      generation: tenant.generation,
      state: tenant.state,
      readOnly: false,
      tenantFields: ['tenant_id', 'shopId'],
    },
  };
}

function operationsOf(tenant: TenantDetail): readonly Operation[] {
  const base = { tenantId: tenant.id, tenantKey: tenant.key, after: [] };
  const isNew = tenant.generation === 1;
  const databases = tenant.databaseNames.flatMap((target): readonly Operation[] => {
    const security: Operation = {
      ...base,
      id: `security.write ${target}`,
      kind: 'security.write',
      target,
      before: isNew
        ? null
        : { ...securityOf({ ...tenant, epoch: 1 }), markerBroken: false, otherKeys: [] },
      body: securityOf(tenant),
    };
    if (!isNew) return [security];
    return [
      { ...base, id: `database.create ${target}`, kind: 'database.create', target, q: 1 },
      security,
      {
        ...base,
        id: `design.write ${target}/_design/guard`,
        kind: 'design.write',
        target: `${target}/_design/guard`,
        database: target,
        rev: null,
        design: {
          id: '_design/guard',
          body: {
            language: 'javascript',
            validate_doc_update: 'function (doc, old, user, security) { /* the guard */ }',
            mycouch: { version: 1 },
          },
        },
      },
    ];
  });
  const users = tenant.accounts.map((account): Operation => {
    const roles = rolesFor(account.access, tenant.id, tenant.epoch);
    return {
      ...base,
      id: `user.write ${account.username}`,
      kind: 'user.write',
      target: account.username,
      rev: null,
      change: isNew ? 'create' : 'roles',
      before: isNew
        ? null
        : { roles: rolesFor(account.access, tenant.id, 1), credentialId: tenant.id },
      credentialId: tenant.id,
      roles,
      body: {
        _id: `org.couchdb.user:${account.username}`,
        type: 'user',
        name: account.username,
        roles,
        password_scheme: 'pbkdf2',
        salt: 'a'.repeat(32),
        derived_key: 'b'.repeat(64),
      },
    };
  });
  return [...databases, ...users];
}

/** The difference between the tenants that wait and a server that has the others. */
export function makeFakePlan(
  id: string,
  tenants: readonly TenantDetail[],
  serverName: string,
  now: string,
): FakePlan {
  const waiting = tenants.filter((tenant) => tenant.provisioning === 'waiting');
  const byTenant = waiting.map((tenant) => ({ tenant, operations: operationsOf(tenant) }));
  const operations = byTenant.flatMap((entry) => entry.operations);
  const countOf = (kind: Operation['kind']) =>
    operations.filter((operation) => operation.kind === kind).length;
  return {
    operations,
    outcomes: new Map(),
    cancelled: false,
    summary: {
      id,
      madeAt: now,
      serverName,
      counts: {
        'database.create': countOf('database.create'),
        'security.write': countOf('security.write'),
        'design.write': countOf('design.write'),
        'user.write': countOf('user.write'),
      },
      operations: operations.length,
      tenants: byTenant.map(({ tenant, operations: own }) => ({
        id: tenant.id,
        key: tenant.key,
        name: tenant.name,
        operations: own.length,
        done: 0,
        failed: 0,
        skipped: 0,
      })),
      refusals: tenants.flatMap(({ refusal }) => (refusal === null ? [] : [refusal])),
      unmanagedDatabases: ['legacy_orders', 'metrics', 'shop_test_old'],
      requests: 4 + tenants.length,
      stale: null,
      running: false,
      outcome: null,
    },
  };
}

/** Parts that the preset makes for a key; what a key check answers. */
export function partsOf(key: string): {
  databases: readonly string[];
  accounts: readonly string[];
} {
  return {
    databases: shopBlueprint.databases.map(({ name }) => `shop_${key}_${name}`),
    accounts: shopBlueprint.accounts.map(({ name }) => `shop_${key}_${name}`),
  };
}
