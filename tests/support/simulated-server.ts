import { guardId } from '../../src/shared/planning/guard.ts';
import type { Operation } from '../../src/shared/planning/plan.ts';
import { isPublic, type ObservedSecurity } from '../../src/shared/planning/security-object.ts';
import type { ServerSpec } from '../../src/shared/planning/server-spec.ts';
import type {
  ObservedDesign,
  ObservedUser,
  ServerState,
} from '../../src/shared/planning/server-state.ts';

export interface SimulatedDatabase {
  readonly documents: number;
  readonly security: ObservedSecurity;
  readonly designs: ReadonlyMap<string, ObservedDesign>;
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
  readonly writes: number;
}

export const emptyServer: SimulatedServer = { databases: new Map(), users: new Map(), writes: 0 };

/** What CouchDB gives a new database. */
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

/** Does one operation as CouchDB would; throws where CouchDB would answer a conflict. */
export function perform(server: SimulatedServer, operation: Operation): SimulatedServer {
  switch (operation.kind) {
    case 'database.create': {
      if (server.databases.has(operation.target)) throw new Error(`412 ${operation.id}`);
      return withDatabase(server, operation.target, {
        documents: 0,
        security: adminOnly,
        designs: new Map(),
        unmanaged: false,
      });
    }
    case 'security.write': {
      const database = existing(server, operation.target);
      return withDatabase(server, operation.target, {
        ...database,
        security: { ...operation.body, markerBroken: false, otherKeys: [] },
      });
    }
    case 'design.write': {
      const database = existing(server, operation.database);
      const { id, body } = operation.design;
      const found = database.designs.get(id);
      if ((found?.rev ?? null) !== operation.rev) throw new Error(`409 ${operation.id}`);
      return withDatabase(server, operation.database, {
        ...database,
        documents: found === undefined ? database.documents + 1 : database.documents,
        designs: new Map(database.designs).set(id, {
          id,
          rev: `${String(server.writes)}-d`,
          validateDocUpdate: body.validate_doc_update,
          version: body.mycouch.version,
        }),
      });
    }
    case 'user.write': {
      const found = server.users.get(operation.target);
      if ((found?.rev ?? null) !== operation.rev) throw new Error(`409 ${operation.id}`);
      return withUser(server, operation.target, {
        username: operation.target,
        roles: operation.roles,
        marker: markerOf(operation.body['mycouch']),
        derivedKey: operation.body['derived_key'],
        unmanaged: found?.unmanaged ?? false,
      });
    }
  }
}

/** What the first login does to a user document: another revision and another hash. */
export function login(server: SimulatedServer, username: string): SimulatedServer {
  const user = server.users.get(username);
  return user === undefined
    ? server
    : withUser(server, username, { ...user, derivedKey: `rehashed ${String(server.writes)}` });
}

/** What an observation of this server tells about a specification. */
export function observed(server: SimulatedServer, spec: ServerSpec): ServerState {
  const names = new Set(spec.tenants.flatMap(({ databases }) => databases).map((d) => d.name));
  const usernames = new Set(spec.tenants.flatMap(({ users }) => users).map((u) => u.username));
  return {
    couchdbUuid: 'simulated',
    capabilities: { version: '3.5.0', pbkdf2Prf: true, newDatabasesPublic: false, practice: false },
    databases: new Map(
      [...server.databases]
        .filter(([name]) => names.has(name))
        .map(([name, { documents, security, designs }]) => [
          name,
          {
            name,
            documents,
            deletedDocuments: 0,
            updateSeq: String(server.writes),
            security,
            designs: [...designs.values()],
          },
        ]),
    ),
    users: new Map(
      [...server.users]
        .filter(([name]) => usernames.has(name))
        .map(([name, { username, rev, roles, marker }]) => [
          name,
          { username, rev, roles, marker },
        ]),
    ),
    unmanagedDatabases: [...server.databases.keys()].filter((name) => !names.has(name)),
    requests: 0,
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

function existing(server: SimulatedServer, name: string): SimulatedDatabase {
  const database = server.databases.get(name);
  if (database === undefined) throw new Error(`404 ${name}`);
  return database;
}

function markerOf(value: unknown): ObservedUser['marker'] {
  const isMarker = (input: unknown): input is NonNullable<ObservedUser['marker']> =>
    typeof input === 'object' && input !== null && 'tenant' in input && 'credential' in input;
  return isMarker(value) ? value : null;
}
