import { guardId } from './guard.ts';
import { operationBase } from './operation-base.ts';
import { isProvisioned, ownership } from './ownership.ts';
import type { CreateDatabase, Operation, WriteSecurity } from './plan.ts';
import { sameSecurity } from './same-security.ts';
import type { DatabaseSpec, TenantSpec } from './server-spec.ts';
import type { ObservedDatabase, ServerState } from './server-state.ts';
import { writeDesign, writeIndexes, writeLimit } from './write-contents.ts';
import { writeUsers } from './write-users.ts';

/**
 * The operations of one tenant that is not refused: databases, `_security`, designs, indexes, limits,
 * users. A new database is admin-only until its `_security` is written and users come last, so no prefix
 * is open; and where access is withdrawn, the databases close before the users lose their roles.
 */
export function tenantOperations(tenant: TenantSpec, state: ServerState): readonly Operation[] {
  const provisioned = isProvisioned(tenant, state);
  const active = tenant.state === 'active';
  const creates: Operation[] = [];
  const securities: Operation[] = [];
  const designs: Operation[] = [];
  const indexes: Operation[] = [];
  const limits: Operation[] = [];
  for (const database of tenant.databases) {
    const observed = state.databases.get(database.name) ?? null;
    if (!concerns(tenant, observed, provisioned)) continue;
    const create = observed === null ? [createDatabase(tenant, database)] : [];
    const security = writeSecurity(tenant, database, observed, ids(create));
    creates.push(...create);
    securities.push(...security);
    const before = security.length > 0 ? ids(security) : ids(create);
    for (const design of database.designs) {
      // A withdrawn tenant's database is closed and guarded; anything more waits until it is active.
      if (!active && design.id !== guardId) continue;
      designs.push(...writeDesign(tenant, database, design, observed, before));
    }
    if (!active) continue;
    indexes.push(...writeIndexes(tenant, database, observed, before));
    limits.push(...writeLimit(tenant, database, observed, before));
  }
  const contents = [...creates, ...securities, ...designs, ...indexes, ...limits];
  // Taking roles away need not wait for anything to succeed; giving them waits for all of it.
  return [...contents, ...writeUsers(tenant, state, active ? ids(contents) : [])];
}

/** Whether a database is to be looked after; only an active tenant gets a new one or takes over remains. */
function concerns(
  tenant: TenantSpec,
  observed: ObservedDatabase | null,
  provisioned: boolean,
): boolean {
  if (tenant.state === 'active') return true;
  return observed !== null && ownership(observed, tenant, provisioned) === 'ours';
}

function createDatabase(tenant: TenantSpec, { name, q }: DatabaseSpec): CreateDatabase {
  return {
    ...operationBase(tenant, 'database.create', name, []),
    kind: 'database.create',
    target: name,
    q,
  };
}

function writeSecurity(
  tenant: TenantSpec,
  database: DatabaseSpec,
  observed: ObservedDatabase | null,
  after: readonly string[],
): readonly WriteSecurity[] {
  if (observed !== null && sameSecurity(observed.security, database.security)) return [];
  return [
    {
      ...operationBase(tenant, 'security.write', database.name, after),
      kind: 'security.write',
      target: database.name,
      before: observed?.security ?? null,
      body: database.security,
    },
  ];
}

function ids(operations: readonly Operation[]): readonly string[] {
  return operations.map(({ id }) => id);
}
