import { registryDatabase } from '../../shared/naming.ts';
import type { ServerSpec, TenantSpec, UserSpec } from '../../shared/planning/server-spec.ts';
import type {
  ObservedDatabase,
  ObservedNode,
  ObservedUser,
  ServerCapabilities,
  ServerState,
} from '../../shared/planning/server-state.ts';
import { concernsTokens } from '../../shared/planning/signing-keys.ts';
import type { SeenUser } from './seen-user.ts';
import { isRegistryHash, type StoredPassword } from './stored-password.ts';

/** What an observer remembers of one server. Unknown is no entry; known to be absent is a null. */
export interface SeenServer {
  readonly couchdbUuid: string;
  capabilities: ServerCapabilities;
  /** Every database, those of nobody included. */
  names: Set<string>;
  /** By name, with the mark it was read at. */
  readonly databases: Map<
    string,
    {
      readonly mark: string;
      readonly database: ObservedDatabase;
      /** The one design document that was read; null: all of them were. */
      readonly onlyDesign: string | null;
    } | null
  >;
  readonly users: Map<string, SeenUser | null>;
  /** Configuration of the nodes, as far as it was asked for; null: it could not be read. */
  nodes: ReadonlyMap<string, ObservedNode | null>;
  /** Sequence of `_users` up to which `users` is true. */
  usersSince: string;
}

/** One user with the hash that is stored for it, to be told apart from the registry's. */
export interface PasswordCandidate {
  readonly tenantId: string;
  readonly user: UserSpec;
  readonly stored: StoredPassword;
}

/** What is known of passwords whose hash is not the registry's. */
export interface PasswordKnowledge {
  readonly verdict: (candidate: PasswordCandidate) => 'rehashed' | 'replaced' | null;
}

export function newSeenServer(
  couchdbUuid: string,
  capabilities: ServerCapabilities,
  usersSince: string,
): SeenServer {
  return {
    couchdbUuid,
    capabilities,
    names: new Set(),
    databases: new Map(),
    users: new Map(),
    nodes: new Map(),
    usersSince,
  };
}

/** Whether everything that a tenant asks about was looked at once. */
export function isKnown(seen: SeenServer, tenant: TenantSpec): boolean {
  return (
    tenant.databases.every(({ name, revsLimit }) => {
      const entry = seen.databases.get(name);
      const asksMore = revsLimit !== null && !seen.capabilities.practice;
      return (
        entry === null ||
        (entry?.database !== undefined && !(asksMore && entry.database.revsLimit === null))
      );
    }) && tenant.users.every(({ username }) => seen.users.has(username))
  );
}

/** Users whose stored hash is neither the registry's nor known to be something else. */
export function uncheckedPasswords(
  seen: SeenServer,
  spec: ServerSpec,
  knowledge: PasswordKnowledge,
): readonly PasswordCandidate[] {
  return spec.tenants.flatMap(({ tenantId, users }) =>
    users.flatMap((user): readonly PasswordCandidate[] => {
      const found = seen.users.get(user.username) ?? null;
      if (found === null || found.marker?.credential !== user.credentialId) return [];
      const candidate = { tenantId, user, stored: found.stored };
      return credentialOf(candidate, knowledge) === 'unknown' ? [candidate] : [];
    }),
  );
}

/** What is remembered, as far as a specification asks. */
export function stateOf(
  seen: SeenServer,
  spec: ServerSpec,
  knowledge: PasswordKnowledge,
): Omit<ServerState, 'requests' | 'milliseconds'> {
  const databases = new Map<string, ObservedDatabase>();
  const users = new Map<string, ObservedUser>();
  const wanted = new Set<string>();
  for (const { tenantId, databases: specs, users: userSpecs } of spec.tenants) {
    for (const { name } of specs) {
      wanted.add(name);
      const entry = seen.databases.get(name) ?? null;
      if (entry !== null) databases.set(name, entry.database);
    }
    for (const user of userSpecs) {
      const found = seen.users.get(user.username) ?? null;
      if (found === null) continue;
      const { rev, roles, marker, stored } = found;
      const credential = credentialOf({ tenantId, user, stored }, knowledge);
      users.set(user.username, { username: user.username, rev, roles, marker, credential });
    }
  }
  return {
    couchdbUuid: seen.couchdbUuid,
    capabilities: seen.capabilities,
    databases,
    users,
    nodes: concernsTokens(spec) ? seen.nodes : new Map(),
    unmanagedDatabases: [...seen.names]
      .filter((name) => !wanted.has(name) && !isOfTheSystem(name))
      .sort(),
  };
}

/** A scheme that neither the console nor CouchDB's re-hashing leaves was written by hand. */
function credentialOf(
  candidate: PasswordCandidate,
  knowledge: PasswordKnowledge,
): ObservedUser['credential'] {
  if (candidate.stored === null) return 'replaced';
  if (isRegistryHash(candidate.stored, candidate.user.hash)) return 'ours';
  return knowledge.verdict(candidate) ?? 'unknown';
}

/** CouchDB's own databases and those that the console lives in. */
function isOfTheSystem(name: string): boolean {
  return (
    name.startsWith('_') || name === registryDatabase || name.startsWith(`${registryDatabase}-`)
  );
}
