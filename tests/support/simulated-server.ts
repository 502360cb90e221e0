import { guardId } from '../../src/shared/planning/guard.ts';
import { hasJwtHandler } from '../../src/shared/planning/jwt-handlers.ts';
import { designDigest, indexDigest } from '../../src/shared/planning/digest.ts';
import type {
  DeleteJwtKey,
  Operation,
  WriteDesign,
  WriteHandlers,
  WriteJwtKey,
} from '../../src/shared/planning/plan.ts';
import { isPublic, type ObservedSecurity } from '../../src/shared/planning/security-object.ts';
import type { ServerSpec } from '../../src/shared/planning/server-spec.ts';
import type {
  ObservedDesign,
  ObservedIndex,
  ObservedNode,
  ObservedUser,
  ServerState,
} from '../../src/shared/planning/server-state.ts';
import {
  databaseDeletionVerdict,
  isAdminOnly,
  securityVerdict,
  userDeletionVerdict,
  userVerdict,
} from '../../src/shared/planning/still-applies.ts';
import { isOutdated } from '../../src/shared/planning/write-contents.ts';

export interface SimulatedDatabase {
  readonly documents: number;
  readonly security: ObservedSecurity;
  readonly designs: ReadonlyMap<string, ObservedDesign>;
  /** By the id of their design document. */
  readonly indexes: ReadonlyMap<string, ObservedIndex>;
  readonly revsLimit: number;
  /** Made by hand, and not merely the empty remains of an interrupted run. */
  readonly unmanaged: boolean;
}

export interface SimulatedUser extends ObservedUser {
  readonly derivedKey: unknown;
  readonly unmanaged: boolean;
}

/** A CouchDB reduced to what planning can see and do; a value, changed by making another one. */
export interface SimulatedServer {
  readonly databases: ReadonlyMap<string, SimulatedDatabase>;
  readonly users: ReadonlyMap<string, SimulatedUser>;
  /** By name, what the configuration of each node says of tokens; null: it cannot be read. */
  readonly nodes: ReadonlyMap<string, ObservedNode | null>;
  /** Whether tokens are looked at. */
  readonly jwt: boolean;
  readonly writes: number;
}

export const emptyServer: SimulatedServer = {
  databases: new Map(),
  users: new Map(),
  nodes: new Map([['nonode@nohost', { keys: new Map(), handlers: null }]]),
  jwt: false,
  writes: 0,
};

/** The `_security` that CouchDB gives a new database. */
export const adminOnly: ObservedSecurity = {
  admins: { names: [], roles: ['_admin'] },
  members: { names: [], roles: ['_admin'] },
  markerBroken: false,
  otherKeys: [],
};

export const withDatabase = (
  server: SimulatedServer,
  name: string,
  database: SimulatedDatabase,
): SimulatedServer => ({
  ...server,
  databases: new Map(server.databases).set(name, database),
  writes: server.writes + 1,
});

export const withUser = (
  server: SimulatedServer,
  name: string,
  user: Omit<SimulatedUser, 'rev'>,
): SimulatedServer => ({
  ...server,
  users: new Map(server.users).set(name, { ...user, rev: `${String(server.writes)}-r` }),
  writes: server.writes + 1,
});

/** What a new database has in it. */
const newDatabase = { security: adminOnly, designs: new Map(), indexes: new Map() } as const;

/**
 * Does one operation as the applier would: with the verdict it reaches on what is there right before. Null
 * where it refuses to, or CouchDB would.
 */
export function attempt(server: SimulatedServer, operation: Operation): SimulatedServer | null {
  switch (operation.kind) {
    case 'database.create': {
      const found = server.databases.get(operation.target);
      if (found === undefined) {
        return withDatabase(server, operation.target, {
          ...newDatabase,
          documents: 0,
          revsLimit: 1000,
          unmanaged: false,
        });
      }
      const untouched = found.documents === 0 && isAdminOnly(found.security);
      const ours = found.security.mycouch?.tenant === operation.tenantId;
      return ours || untouched ? server : null;
    }
    case 'security.write': {
      const database = server.databases.get(operation.target);
      const verdict = securityVerdict(operation, database?.security ?? null);
      if (verdict === 'done') return server;
      if (verdict !== 'go' || database === undefined) return null;
      return withDatabase(server, operation.target, {
        ...database,
        security: { ...operation.body, markerBroken: false, otherKeys: [] },
      });
    }
    case 'design.write':
      return writeDesign(server, operation);
    case 'index.write': {
      const database = server.databases.get(operation.database);
      if (database === undefined) return null;
      const { name, design } = operation.index;
      return withDatabase(server, operation.database, {
        ...database,
        documents: database.documents + (database.indexes.has(design) ? 0 : 1),
        indexes: new Map(database.indexes).set(design, {
          name,
          design,
          digest: indexDigest(operation.index),
        }),
      });
    }
    case 'limit.write': {
      const database = server.databases.get(operation.target);
      if (database === undefined) return null;
      return withDatabase(server, operation.target, {
        ...database,
        revsLimit: operation.revsLimit,
      });
    }
    case 'user.write': {
      const found = server.users.get(operation.target);
      const verdict =
        (found?.rev ?? null) === operation.rev ? 'go' : userVerdict(operation, found ?? null);
      if (verdict === 'done') return server;
      if (verdict !== 'go') return null;
      return withUser(server, operation.target, {
        username: operation.target,
        roles: operation.roles,
        marker: markerOf(operation.body['mycouch']),
        derivedKey: operation.body['derived_key'],
        credential: 'ours',
        unmanaged: found?.unmanaged ?? false,
      });
    }
    case 'database.delete': {
      const found = server.databases.get(operation.target);
      const verdict = databaseDeletionVerdict(operation, found?.security ?? null);
      if (verdict === 'done') return server;
      return verdict === 'go' ? withoutDatabase(server, operation.target) : null;
    }
    case 'user.delete': {
      const verdict = userDeletionVerdict(operation, server.users.get(operation.target) ?? null);
      if (verdict === 'done') return server;
      return verdict === 'go' ? withoutUser(server, operation.target) : null;
    }
    case 'jwtkey.write':
    case 'jwtkey.delete':
    case 'handlers.write':
      return configure(server, operation);
  }
}

function configure(
  server: SimulatedServer,
  operation: WriteJwtKey | DeleteJwtKey | WriteHandlers,
): SimulatedServer | null {
  const name = operation.kind === 'handlers.write' ? operation.target : operation.node;
  const node = server.nodes.get(name) ?? null;
  if (node === null) return null;
  const nodeNow = (now: Partial<ObservedNode>, more: Partial<SimulatedServer> = {}) => ({
    ...server,
    ...more,
    nodes: new Map(server.nodes).set(name, { ...node, ...now }),
    writes: server.writes + 1,
  });
  if (operation.kind === 'handlers.write') {
    if (node.handlers !== operation.before && node.handlers !== operation.value) return null;
    return nodeNow({ handlers: operation.value }, { jwt: hasJwtHandler(operation.value) });
  }
  const keys = new Map(node.keys);
  if (operation.kind === 'jwtkey.write') keys.set(operation.name, operation.value);
  else keys.delete(operation.name);
  return nodeNow({ keys });
}

/** The same, for an operation that nothing is in the way of. */
export function perform(server: SimulatedServer, operation: Operation): SimulatedServer {
  const after = attempt(server, operation);
  if (after === null) throw new Error(`refused: ${operation.id}`);
  return after;
}

function writeDesign(server: SimulatedServer, operation: WriteDesign): SimulatedServer | null {
  const database = server.databases.get(operation.database);
  if (database === undefined) return null;
  const { id, body, version } = operation.design;
  const found = database.designs.get(id);
  if ((found?.rev ?? null) !== operation.rev) {
    return found !== undefined && !isOutdated(found, operation.design) ? server : null;
  }
  return withDatabase(server, operation.database, {
    ...database,
    documents: found === undefined ? database.documents + 1 : database.documents,
    designs: new Map(database.designs).set(id, {
      id,
      rev: `${String(server.writes)}-d`,
      version,
      digest: designDigest(body),
    }),
  });
}

export function withoutDatabase(server: SimulatedServer, name: string): SimulatedServer {
  const databases = new Map(server.databases);
  databases.delete(name);
  return { ...server, databases, writes: server.writes + 1 };
}

export function withoutUser(server: SimulatedServer, name: string): SimulatedServer {
  const users = new Map(server.users);
  users.delete(name);
  return { ...server, users, writes: server.writes + 1 };
}

/** What the first login does to a user document: another revision and another hash. */
export function login(server: SimulatedServer, username: string): SimulatedServer {
  const user = server.users.get(username);
  return user === undefined
    ? server
    : withUser(server, username, {
        ...user,
        derivedKey: `rehashed ${String(server.writes)}`,
        // Whoever has the password can still tell that somebody else replaced it.
        credential: user.credential === 'replaced' ? 'replaced' : 'rehashed',
      });
}

/** What an observation of this server tells about a specification. */
export function observed(server: SimulatedServer, spec: ServerSpec): ServerState {
  const names = new Set(spec.tenants.flatMap(({ databases }) => databases).map((d) => d.name));
  const usernames = new Set(spec.tenants.flatMap(({ users }) => users).map((u) => u.username));
  return {
    couchdbUuid: 'simulated',
    capabilities: {
      version: '3.5.0',
      pbkdf2Prf: true,
      newDatabasesPublic: false,
      practice: false,
      nodes: [...server.nodes.keys()],
      jwt: server.jwt,
      databaseUpdates: true,
    },
    databases: new Map(
      [...server.databases]
        .filter(([name]) => names.has(name))
        .map(([name, { documents, security, designs, indexes, revsLimit }]) => [
          name,
          {
            name,
            documents,
            deletedDocuments: 0,
            updateSeq: String(server.writes),
            security,
            designs: [...designs.values()],
            indexes: [...indexes.values()],
            revsLimit,
          },
        ]),
    ),
    users: new Map(
      [...server.users]
        .filter(([name]) => usernames.has(name))
        .map(([name, { username, rev, roles, marker, credential }]) => [
          name,
          { username, rev, roles, marker, credential },
        ]),
    ),
    nodes: server.nodes,
    unmanagedDatabases: [...server.databases.keys()].filter((name) => !names.has(name)),
    requests: 0,
    milliseconds: 0,
  };
}

/** Whether CouchDB lets this user read the database. */
export function mayRead(user: SimulatedUser | null, { security }: SimulatedDatabase): boolean {
  if (isPublic(security)) return true;
  if (user === null) return false;
  return (
    [...security.members.names, ...security.admins.names].includes(user.username) ||
    [...security.members.roles, ...security.admins.roles].some((role) => user.roles.includes(role))
  );
}

export const hasGuard = ({ designs }: SimulatedDatabase): boolean => designs.has(guardId);

function markerOf(value: unknown): ObservedUser['marker'] {
  const isMarker = (input: unknown): input is NonNullable<ObservedUser['marker']> =>
    typeof input === 'object' && input !== null && 'tenant' in input && 'credential' in input;
  return isMarker(value) ? value : null;
}
