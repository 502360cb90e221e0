import type { ObservedSecurity } from './security-object.ts';

export interface ObservedDesign {
  readonly id: string;
  readonly rev: string;
  readonly validateDocUpdate: string | null;
  readonly version: number | null;
}

export interface ObservedDatabase {
  readonly name: string;
  readonly documents: number;
  /** Null where the server does not tell. */
  readonly deletedDocuments: number | null;
  readonly updateSeq: string;
  readonly security: ObservedSecurity;
  /** Only the design documents that a specification names. */
  readonly designs: readonly ObservedDesign[];
}

export interface ObservedUser {
  readonly username: string;
  readonly rev: string;
  readonly roles: readonly string[];
  /** Our marker in the user document; null where the user is not ours. */
  readonly marker: {
    readonly tenant: string;
    readonly account: string;
    readonly credential: string;
  } | null;
}

export interface ServerCapabilities {
  /** CouchDB's version, for example `3.5.0`. */
  readonly version: string;
  /** True where user documents may name `pbkdf2_prf` (3.4 and later). */
  readonly pbkdf2Prf: boolean;
  /** True where a new database is open to everyone until its `_security` is written (`default_security`). */
  readonly newDatabasesPublic: boolean;
  readonly practice: boolean;
}

/** What is on one server, as far as a specification asks. */
export interface ServerState {
  readonly couchdbUuid: string;
  readonly capabilities: ServerCapabilities;
  /** By name. A database absent here does not exist; reading failures never end up as absence. */
  readonly databases: ReadonlyMap<string, ObservedDatabase>;
  /** By user name. */
  readonly users: ReadonlyMap<string, ObservedUser>;
  /** Every other database on the server, by name; shown, never part of a plan. */
  readonly unmanagedDatabases: readonly string[];
  /** Requests that the observation cost. */
  readonly requests: number;
}
