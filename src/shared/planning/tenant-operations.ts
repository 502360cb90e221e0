import { isProvisioned, ownership } from './ownership.ts';
import type {
  CreateDatabase,
  Operation,
  OperationKind,
  WriteDesign,
  WriteSecurity,
  WriteUser,
} from './plan.ts';
import { sameSecurity, sameSet } from './same-security.ts';
import type { DatabaseSpec, DesignSpec, TenantSpec } from './server-spec.ts';
import type { ObservedDatabase, ObservedUser, ServerState } from './server-state.ts';
import { userDocument } from './user-document.ts';

/**
 * The operations of one tenant that is not refused: database, `_security`, guard, users. A new database is
 * admin-only until its `_security` is written and users come last, so no prefix is open; and where access
 * is withdrawn, the databases close before the users lose their roles.
 */
export function tenantOperations(tenant: TenantSpec, state: ServerState): readonly Operation[] {
  const provisioned = isProvisioned(tenant, state);
  const creates: CreateDatabase[] = [];
  const securities: WriteSecurity[] = [];
  const designs: WriteDesign[] = [];
  for (const database of tenant.databases) {
    const observed = state.databases.get(database.name) ?? null;
    if (!concerns(tenant, observed, provisioned)) continue;
    const create = observed === null ? [createDatabase(tenant, database)] : [];
    const security = writeSecurity(tenant, database, observed, ids(create));
    creates.push(...create);
    securities.push(...security);
    const before = security.length > 0 ? ids(security) : ids(create);
    designs.push(
      ...database.designs.flatMap((d) => writeDesign(tenant, database, d, observed, before)),
    );
  }
  // Taking roles away need not wait for anything to succeed; giving them waits for all of it.
  const after = tenant.state === 'active' ? ids([...creates, ...securities, ...designs]) : [];
  return [...creates, ...securities, ...designs, ...writeUsers(tenant, state, after)];
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
  return { ...base(tenant, 'database.create', name, []), kind: 'database.create', target: name, q };
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
      ...base(tenant, 'security.write', database.name, after),
      kind: 'security.write',
      target: database.name,
      before: observed?.security ?? null,
      body: database.security,
    },
  ];
}

function writeDesign(
  tenant: TenantSpec,
  database: DatabaseSpec,
  design: DesignSpec,
  observed: ObservedDatabase | null,
  after: readonly string[],
): readonly WriteDesign[] {
  const found = observed?.designs.find(({ id }) => id === design.id);
  if (found !== undefined && !isOutdated(found, design)) return [];
  const target = `${database.name}/${design.id}`;
  return [
    {
      ...base(tenant, 'design.write', target, after),
      kind: 'design.write',
      target,
      database: database.name,
      rev: found?.rev ?? null,
      design,
    },
  ];
}

/** A design of a higher version comes from a newer console and stays. */
function isOutdated(found: ObservedDatabase['designs'][number], { body }: DesignSpec): boolean {
  if (found.version !== null && found.version > body.mycouch.version) return false;
  return (
    found.version !== body.mycouch.version || found.validateDocUpdate !== body.validate_doc_update
  );
}

function writeUsers(
  tenant: TenantSpec,
  state: ServerState,
  after: readonly string[],
): readonly WriteUser[] {
  return tenant.users.flatMap((user): readonly WriteUser[] => {
    const found = state.users.get(user.username) ?? null;
    if (tenant.state !== 'active' && found?.marker?.tenant !== tenant.tenantId) return [];
    const change = userChange(found, user.roles, user.credentialId);
    if (change === null) return [];
    return [
      {
        ...base(tenant, 'user.write', user.username, after),
        kind: 'user.write',
        target: user.username,
        rev: found?.rev ?? null,
        change,
        before:
          found === null
            ? null
            : { roles: found.roles, credentialId: found.marker?.credential ?? '' },
        credentialId: user.credentialId,
        roles: user.roles,
        body: userDocument(tenant, user, state.capabilities),
      },
    ];
  });
}

/** The server re-hashes a password after its first login; neither revision nor hash is a difference. */
function userChange(
  found: ObservedUser | null,
  roles: readonly string[],
  credentialId: string,
): WriteUser['change'] | null {
  if (found === null) return 'create';
  if (found.marker?.credential !== credentialId) return 'credential';
  return sameSet(found.roles, roles) ? null : 'roles';
}

function base(tenant: TenantSpec, kind: OperationKind, target: string, after: readonly string[]) {
  return { id: `${kind} ${target}`, tenantId: tenant.tenantId, tenantKey: tenant.key, after };
}

function ids(operations: readonly Operation[]): readonly string[] {
  return operations.map(({ id }) => id);
}
