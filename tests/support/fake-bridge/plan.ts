import type { ConfirmationNeed, PlanSummary } from '../../../src/shared/bridge/plan-views.ts';
import type { ConnectionInfo, TenantDetail } from '../../../src/shared/bridge/views.ts';
import { shopBlueprint } from '../../../src/shared/documents/blueprint.ts';
import { readRole, rolesFor } from '../../../src/shared/naming.ts';
import type { DriftFinding } from '../../../src/shared/planning/drift.ts';
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
      readOnly: tenant.readOnly,
      overQuota: tenant.overQuota,
      tenantFields: ['tenant_id', 'shopId'],
    },
  };
}

function operationsOf(tenant: TenantDetail): readonly Operation[] {
  const base = { tenantId: tenant.id, tenantKey: tenant.key, after: [], cause: 'edit' as const };
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
          version: 1,
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

/** Operations that put right what was changed by hand. */
function correctionsOf(tenant: TenantDetail, findings: readonly DriftFinding[]): Operation[] {
  const usual = operationsOf({ ...tenant, generation: 1 });
  const wanted = new Set(findings.flatMap(({ corrections }) => corrections));
  return usual
    .filter(({ id }) => wanted.has(id))
    .map((operation) =>
      operation.kind === 'security.write'
        ? {
            ...operation,
            cause: 'drift',
            before: {
              admins: operation.body.admins,
              members: { names: [], roles: [...operation.body.members.roles, 'bookkeeping'] },
              markerBroken: false,
              otherKeys: [],
            },
          }
        : { ...operation, cause: 'drift' },
    );
}

function purgeOf(tenant: TenantDetail): Operation[] {
  const base = { tenantId: tenant.id, tenantKey: tenant.key, after: [], cause: 'edit' as const };
  return [
    ...tenant.databaseNames.map((target): Operation => ({
      ...base,
      id: `database.delete ${target}`,
      kind: 'database.delete',
      target,
      documents: 1204,
    })),
    ...tenant.accounts.map(({ username }): Operation => ({
      ...base,
      id: `user.delete ${username}`,
      kind: 'user.delete',
      target: username,
      rev: '3-5f1c',
    })),
  ];
}

export interface FakePlanInput {
  readonly id: string;
  readonly purpose: PlanSummary['purpose'];
  readonly tenants: readonly TenantDetail[];
  readonly findings: readonly DriftFinding[];
  readonly connection: ConnectionInfo;
  readonly now: string;
  readonly forecast: PlanSummary['forecast'];
}

/** What has to be typed before these operations are applied. */
export function confirmationOf(
  operations: readonly Operation[],
  connection: ConnectionInfo,
): ConfirmationNeed | null {
  const gone = operations.filter(({ kind }) => kind === 'database.delete');
  const tenants = [...new Set(operations.map(({ tenantKey }) => tenantKey))];
  if (gone.length > 0) {
    return {
      text: tenants.length === 1 ? (tenants[0] ?? '') : `purge ${String(tenants.length)} tenants`,
      because: 'purge',
      what: operations.map((operation) =>
        operation.kind === 'database.delete'
          ? `the database ${operation.target} with ${String(operation.documents)} documents`
          : `the account ${operation.target}`,
      ),
    };
  }
  const withdrawn = operations.filter(
    (operation) => operation.kind === 'security.write' && operation.before !== null,
  );
  return connection.production && withdrawn.length > 0
    ? {
        text: connection.name,
        because: 'production',
        what: withdrawn.map(({ target }) => `access to ${target} is taken from some who have it`),
      }
    : null;
}

/** The difference between the tenants that wait and a server that has the others. */
export function makeFakePlan(input: FakePlanInput): FakePlan {
  const { tenants, findings, connection, purpose } = input;
  const byTenant = tenants
    .map((tenant) => ({
      tenant,
      operations:
        purpose === 'purge'
          ? purgeOf(tenant)
          : [
              ...(tenant.provisioning === 'waiting' ? operationsOf(tenant) : []),
              ...(tenant.provisioning === 'applied'
                ? correctionsOf(
                    tenant,
                    findings.filter(({ tenantId }) => tenantId === tenant.id),
                  )
                : []),
            ],
    }))
    .filter(({ operations }) => operations.length > 0);
  const operations = byTenant.flatMap((entry) => entry.operations);
  const countOf = (kind: Operation['kind']) =>
    operations.filter((operation) => operation.kind === kind).length;
  const correctionsAmong = (among: readonly Operation[]) =>
    among.filter(({ cause }) => cause === 'drift').length;
  return {
    operations,
    outcomes: new Map(),
    cancelled: false,
    summary: {
      id: input.id,
      purpose,
      madeAt: input.now,
      serverName: connection.name,
      counts: {
        'database.create': countOf('database.create'),
        'security.write': countOf('security.write'),
        'design.write': countOf('design.write'),
        'index.write': countOf('index.write'),
        'limit.write': countOf('limit.write'),
        'user.write': countOf('user.write'),
        'database.delete': countOf('database.delete'),
        'user.delete': countOf('user.delete'),
        'jwtkey.write': countOf('jwtkey.write'),
        'jwtkey.delete': countOf('jwtkey.delete'),
        'handlers.write': countOf('handlers.write'),
      },
      operations: operations.length,
      corrections: correctionsAmong(operations),
      tenants: byTenant.map(({ tenant, operations: own }) => ({
        id: tenant.id,
        key: tenant.key,
        name: tenant.name,
        operations: own.length,
        corrections: correctionsAmong(own),
        done: 0,
        failed: 0,
        skipped: 0,
      })),
      refusals: tenants.flatMap(({ refusal }) => (refusal === null ? [] : [refusal])),
      drift: findings,
      unmanagedDatabases: ['legacy_orders', 'metrics', 'shop_test_old'],
      unreadNodes: [],
      jwtHandler: null,
      requests: 9,
      milliseconds: 84,
      stale:
        input.forecast === null
          ? null
          : 'The plan is a forecast: it was compared with what this device saw of the server.',
      forecast: input.forecast,
      confirmation: confirmationOf(operations, connection),
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
