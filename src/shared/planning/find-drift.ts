import type { Difference } from './diff.ts';
import { objectDigests } from './digest.ts';
import type { DriftFinding, DriftKind } from './drift.ts';
import { guardId } from './guard.ts';
import { isUntouched } from './ownership.ts';
import type { Operation, WriteSecurity, WriteUser } from './plan.ts';
import { sameSet } from './same-security.ts';
import { isPublic } from './security-object.ts';
import { serverGroup } from './server-group.ts';
import { signingKeyDrift } from './signing-key-drift.ts';
import { openWords, securityFindings } from './security-drift.ts';
import type { ServerSpec, TenantSpec } from './server-spec.ts';
import type { ServerState } from './server-state.ts';

/** What this device has seen of a server before. */
export interface DriftMemory {
  /**
   * Digests (`objectDigests`) of what a tenant's things were when they were last seen to be as wanted;
   * null where this device never saw the tenant in agreement.
   */
  readonly agreed: (tenantId: string) => ReadonlySet<string> | null;
}

/**
 * Tells what somebody changed on a server by hand from what somebody edited in the registry. A difference
 * is drift where the registry wants the very same as when it was last seen in agreement, so that only the
 * server can have moved; and where the server says by its marker that it has this very generation. An open
 * database is reported whatever the reason. Pure.
 */
export function findDrift(
  spec: ServerSpec,
  state: ServerState,
  difference: Difference,
  memory: DriftMemory,
): readonly DriftFinding[] {
  const operations = new Map<string, Operation[]>();
  for (const operation of difference.operations) {
    const known = operations.get(operation.tenantId);
    if (known === undefined) operations.set(operation.tenantId, [operation]);
    else known.push(operation);
  }
  const refused = new Set(difference.refusals.map(({ tenantId }) => tenantId));
  return [
    ...signingKeyDrift(spec, state, operations.get(serverGroup.tenantId) ?? []),
    ...spec.tenants.flatMap((tenant) =>
      tenantDrift(
        tenant,
        state,
        operations.get(tenant.tenantId) ?? [],
        memory.agreed(tenant.tenantId),
        refused.has(tenant.tenantId),
      ),
    ),
  ];
}

function tenantDrift(
  tenant: TenantSpec,
  state: ServerState,
  operations: readonly Operation[],
  agreed: ReadonlySet<string> | null,
  refused: boolean,
): readonly DriftFinding[] {
  const findings: DriftFinding[] = [];
  const add = (
    kind: DriftKind,
    subject: string,
    detail: string,
    corrections: readonly string[],
    adoptable = false,
  ): void => {
    findings.push({
      id: `${kind} ${subject}`,
      kind,
      tenantId: tenant.tenantId,
      tenantKey: tenant.key,
      subject,
      detail,
      corrections,
      adoptable: adoptable && tenant.state === 'active',
      alarm: kind === 'database-public',
    });
  };
  const open = tenant.databases.filter(({ name }) => {
    const found = state.databases.get(name);
    return found !== undefined && isOpenAndTheirs(tenant, found, agreed, operations);
  });
  if (isNewerThere(tenant, state)) {
    // Another console decided anew; what differs is its work until the registry has been pulled.
    for (const { name } of open) add('database-public', name, openWords, []);
    return findings;
  }
  // Most tenants have nothing to tell, and digests of all they want would cost the most.
  const quiet = operations.length === 0 && open.length === 0 && !refused;
  if (quiet && (agreed === null || allThere(tenant, state))) return [];
  const digests = objectDigests(tenant);
  const wasAgreed = (id: string) => agreed?.has(digests.get(id) ?? '') === true;
  const handled = new Set<string>();

  for (const { name, security } of tenant.databases) {
    const found = state.databases.get(name) ?? null;
    const ofDatabase = operations.filter((operation) => databaseOf(operation) === name);
    const allIds = ofDatabase.map(({ id }) => id);
    if (wasAgreed(`database.create ${name}`) && (found === null || isUntouched(found))) {
      const detail =
        found === null
          ? 'The database is gone, with everything in it.'
          : 'The database was deleted and made anew; it is empty.';
      add('database-deleted', name, detail, allIds);
      for (const id of allIds) handled.add(id);
      continue;
    }
    if (found === null) continue;
    const write = ofDatabase.find(isSecurityWrite);
    const isOpen = open.some((one) => one.name === name);
    const byHand =
      write !== undefined && (wasAgreed(write.id) || sameGeneration(write, agreed !== null));
    const lostWithoutWrite = refused && wasAgreed(`security.write ${name}`);
    if (isOpen || byHand || lostWithoutWrite) {
      for (const { kind, detail, adoptable } of securityFindings(security, found.security)) {
        add(kind, name, detail, write === undefined ? [] : [write.id], adoptable && !refused);
      }
      if (write !== undefined) handled.add(write.id);
    }
  }

  for (const operation of operations) {
    if (handled.has(operation.id) || !wasAgreed(operation.id)) continue;
    contentDrift(operation, state, add);
  }
  if (refused) {
    // Somebody made the user anew: without our marker it is not ours to correct, but it is to be told.
    for (const { username } of tenant.users) {
      const user = state.users.get(username);
      if (user?.marker !== null || !wasAgreed(`user.write ${username}`)) continue;
      add('account-password-changed', username, 'The account was made anew by hand.', []);
    }
  }
  return findings;
}

type Add = (
  kind: DriftKind,
  subject: string,
  detail: string,
  corrections: readonly string[],
  adoptable?: boolean,
) => void;

function contentDrift(operation: Operation, state: ServerState, add: Add): void {
  const { id, target } = operation;
  switch (operation.kind) {
    case 'design.write': {
      const adoptable = operation.design.id !== guardId;
      if (operation.rev === null) {
        add('design-removed', target, 'The design document is gone.', [id], adoptable);
      } else {
        add('design-changed', target, 'The design document is another one.', [id], adoptable);
      }
      return;
    }
    case 'index.write': {
      const { indexes } = state.databases.get(operation.database) ?? { indexes: [] };
      const there = indexes.some(({ design }) => design === operation.index.design);
      if (there) add('index-changed', target, 'The index is another one.', [id]);
      else add('index-removed', target, 'The index is gone.', [id]);
      return;
    }
    case 'limit.write': {
      const limits = `${String(operation.before)} instead of ${String(operation.revsLimit)}`;
      add('limit-changed', target, `Revisions kept: ${limits}.`, [id]);
      return;
    }
    case 'user.write':
      userDrift(operation, add);
      return;
    case 'database.create':
    case 'security.write':
    case 'database.delete':
    case 'user.delete':
    case 'jwtkey.write':
    case 'jwtkey.delete':
    case 'handlers.write':
  }
}

function userDrift({ id, target, change, before, roles }: WriteUser, add: Add): void {
  if (before === null) {
    add('account-removed', target, 'The account is gone; nobody can sign in with it.', [id]);
    return;
  }
  if (!sameSet(before.roles, roles)) {
    const more = before.roles.filter((role) => !roles.includes(role));
    const less = roles.filter((role) => !before.roles.includes(role));
    const detail = [
      more.length === 0 ? '' : `Added: ${more.slice(0, 5).join(', ')}.`,
      less.length === 0 ? '' : `Missing: ${less.slice(0, 5).join(', ')}.`,
    ];
    add('account-roles-changed', target, detail.filter(Boolean).join(' '), [id]);
  }
  if (change === 'credential') {
    const detail = 'It has another password than the one the console gave it.';
    add('account-password-changed', target, detail, [id]);
  }
}

/** Open to everyone, and this tenant's: by its marker, by what is to be written, or by what was seen. */
function isOpenAndTheirs(
  tenant: TenantSpec,
  found: { readonly name: string; readonly security: WriteSecurity['body'] },
  agreed: ReadonlySet<string> | null,
  operations: readonly Operation[],
): boolean {
  return (
    isPublic(found.security) &&
    (agreed !== null ||
      found.security.mycouch?.tenant === tenant.tenantId ||
      operations.some((one) => one.kind === 'security.write' && one.target === found.name))
  );
}

/**
 * Without a memory of its own a device goes by the marker: everything that decides on access raises the
 * generation, so two different lists of members under one generation come from a hand.
 */
function sameGeneration({ before, body }: WriteSecurity, remembers: boolean): boolean {
  if (remembers || before?.mycouch === undefined || body.mycouch === undefined) return false;
  if (before.mycouch.generation !== body.mycouch.generation) return false;
  return !(
    sameSet(before.members.names, body.members.names) &&
    sameSet(withScope(before.members.roles, body.members.roles), body.members.roles) &&
    sameSet(before.admins.names, body.admins.names) &&
    sameSet(before.admins.roles, body.admins.roles)
  );
}

/** A console that knew of no role for one database alone left it out; nobody took it away. */
function withScope(found: readonly string[], wanted: readonly string[]): readonly string[] {
  const [reader, scope] = wanted;
  const known = reader !== undefined && found[0] === reader;
  return known && scope?.startsWith(`${reader}:d:`) === true ? [...found, scope] : found;
}

/** A newer decision of another console, which this one has not heard of yet. */
function isNewerThere(
  { tenantId, generation, databases }: TenantSpec,
  state: ServerState,
): boolean {
  return databases.some(({ name }) => {
    const marker = state.databases.get(name)?.security.mycouch;
    return marker?.tenant === tenantId && marker.generation > generation;
  });
}

function allThere({ databases }: TenantSpec, state: ServerState): boolean {
  return databases.every(({ name }) => state.databases.has(name));
}

function isSecurityWrite(operation: Operation): operation is WriteSecurity {
  return operation.kind === 'security.write';
}

/** The database that an operation changes; null for those on users and nodes. */
function databaseOf(operation: Operation): string | null {
  switch (operation.kind) {
    case 'database.create':
    case 'database.delete':
    case 'security.write':
    case 'limit.write':
      return operation.target;
    case 'design.write':
    case 'index.write':
      return operation.database;
    case 'user.write':
    case 'user.delete':
    case 'jwtkey.write':
    case 'jwtkey.delete':
    case 'handlers.write':
      return null;
  }
}
