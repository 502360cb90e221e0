import { guardId } from './guard.ts';
import { operationBase } from './operation-base.ts';
import { isProvisioned, ownership } from './ownership.ts';
import type { DeleteDatabase, DeleteUser, Operation, Plan } from './plan.ts';
import type { Refusal, ServerSpec, TenantSpec } from './server-spec.ts';
import type { ObservedDatabase, ServerState } from './server-state.ts';
import { databaseDeletionVerdict, userDeletionVerdict } from './still-applies.ts';

/**
 * The plan that deletes for good what tenants in the trash have on a server, and nothing else. It wants no
 * doubt: a database goes only where it carries the tenant's own marker and that says `deleted`, an account
 * only where it carries the marker and has no role left. Whatever else stands under the tenant's names is
 * another tenant's, which stays, or refuses the purge of this tenant as a whole.
 */
export function makePurgePlan(input: {
  readonly id: string;
  /** ISO instant. */
  readonly madeAt: string;
  /** The registry's local sequence that `spec` was made from. */
  readonly registrySeq: number;
  /** Of the tenants to purge; what `desired` refuses is refused here too. */
  readonly spec: ServerSpec;
  readonly state: ServerState;
  /** By tenant uuid, digest of what each tenant wanted when `spec` was made. */
  readonly wishes: ReadonlyMap<string, string>;
}): Plan {
  const { spec, state } = input;
  const operations: Operation[] = [];
  const refusals: Refusal[] = [...spec.refusals];
  for (const tenant of spec.tenants) {
    const refusal = refusalFor(tenant, state);
    if (refusal === null) operations.push(...deletions(tenant, state));
    else refusals.push(refusal);
  }
  return {
    purpose: 'purge',
    id: input.id,
    madeAt: input.madeAt,
    couchdbUuid: state.couchdbUuid,
    registrySeq: input.registrySeq,
    operations,
    refusals,
    unmanagedDatabases: [],
    tenants: spec.tenants.length + spec.refusals.length,
    requests: state.requests,
    milliseconds: state.milliseconds,
    drift: [],
    wishes: Object.fromEntries(input.wishes),
  };
}

function refusalFor(tenant: TenantSpec, state: ServerState): Refusal | null {
  const refuse = (reason: Refusal['reason'], subject: string): Refusal => ({
    tenantId: tenant.tenantId,
    key: tenant.key,
    reason,
    subject,
  });
  if (tenant.state !== 'deleted') return refuse('purge-not-deleted', '');
  const provisioned = isProvisioned(tenant, state);
  for (const { name } of tenant.databases) {
    const database = state.databases.get(name);
    if (database === undefined) continue;
    const marker = database.security.mycouch;
    if (marker !== undefined && marker.tenant !== tenant.tenantId) continue;
    if (marker !== undefined && marker.generation > tenant.generation) {
      return refuse('newer-generation', name);
    }
    if (isDeletable(tenant, database)) continue;
    switch (ownership(database, tenant, provisioned)) {
      case 'ours':
        return refuse('purge-not-withdrawn', name);
      case 'marker-broken':
        return refuse('marker-broken', name);
      case 'unmanaged':
        // May be the tenant's with everything lost that told so; of a tenant that the server does not know,
        // it is somebody else's under a free name.
        if (provisioned || database.designs.some(({ id }) => id === guardId)) {
          return refuse('database-unmanaged', name);
        }
        break;
      case 'empty':
      case 'other-tenant':
        break;
    }
  }
  for (const { username } of tenant.users) {
    const user = state.users.get(username);
    if (user?.marker?.tenant === tenant.tenantId && user.roles.length > 0) {
      return refuse('purge-not-withdrawn', username);
    }
  }
  return null;
}

function deletions(tenant: TenantSpec, state: ServerState): readonly Operation[] {
  const databases = tenant.databases.flatMap(({ name }): readonly DeleteDatabase[] => {
    const database = state.databases.get(name);
    if (database === undefined || !isDeletable(tenant, database)) return [];
    return [
      {
        ...operationBase(tenant, 'database.delete', name, []),
        kind: 'database.delete',
        target: name,
        documents: database.documents,
      },
    ];
  });
  const users = tenant.users.flatMap(({ username }): readonly DeleteUser[] => {
    const user = state.users.get(username);
    if (user === undefined) return [];
    const verdict = userDeletionVerdict({ target: username, tenantId: tenant.tenantId }, user);
    if (verdict !== 'go') return [];
    return [
      {
        ...operationBase(tenant, 'user.delete', username, []),
        kind: 'user.delete',
        target: username,
        rev: user.rev,
      },
    ];
  });
  return [...databases, ...users];
}

function isDeletable(tenant: TenantSpec, { name, security }: ObservedDatabase): boolean {
  const verdict = databaseDeletionVerdict({ target: name, tenantId: tenant.tenantId }, security);
  return verdict === 'go';
}
