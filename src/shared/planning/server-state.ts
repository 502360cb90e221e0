import type { ObservedSecurity } from './security-object.ts';

export interface ObservedDesign {
  readonly id: string;
  readonly rev: string;
  /** Our version in it; null where there is none. */
  readonly version: number | null;
  /** Digest of the whole body without `_id` and `_rev`, as `designDigest` makes it. */
  readonly digest: string;
}

/** A Mango index as `_design_docs` shows it. */
export interface ObservedIndex {
  readonly name: string;
  readonly design: string;
  /** Digest of fields and partial filter, as `indexDigest` makes it. */
  readonly digest: string;
}

export interface ObservedDatabase {
  readonly name: string;
  readonly documents: number;
  /** Null where the server does not tell. */
  readonly deletedDocuments: number | null;
  readonly updateSeq: string;
  readonly security: ObservedSecurity;
  /** Every design document, those that hold Mango indexes left out. */
  readonly designs: readonly ObservedDesign[];
  readonly indexes: readonly ObservedIndex[];
  /** Null where nobody asked. */
  readonly revsLimit: number | null;
}

export interface ObservedUser {
  readonly username: string;
  readonly rev: string;
  readonly roles: readonly string[];
  /**
   * `ours`: the hash is the one the registry has. `unknown`: it is another one, by the server's own
   * re-hashing after a login or by hand; only who has the password can tell. `rehashed`, `replaced`: told.
   */
  readonly credential: 'ours' | 'rehashed' | 'replaced' | 'unknown';
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
  /** Names of the cluster's nodes; configuration is per node. Empty where the server does not tell. */
  readonly nodes: readonly string[];
  /** True where the JWT handler is active (`GET /_session`). */
  readonly jwt: boolean;
  /** True where `_db_updates` works. */
  readonly databaseUpdates: boolean;
}

/** What the configuration of one node says of tokens. */
export interface ObservedNode {
  /**
   * `[jwt_keys]` by name. Null where the value is no public key: a shared secret, say, which is not read any
   * further.
   */
  readonly keys: ReadonlyMap<string, string | null>;
  /** `[chttpd] authentication_handlers`; null where it is not set. What is active is a capability. */
  readonly handlers: string | null;
}

/** What is on one server, as far as a specification asks. */
export interface ServerState {
  readonly couchdbUuid: string;
  readonly capabilities: ServerCapabilities;
  /** By name. A database absent here does not exist; reading failures never end up as absence. */
  readonly databases: ReadonlyMap<string, ObservedDatabase>;
  /** By user name. */
  readonly users: ReadonlyMap<string, ObservedUser>;
  /**
   * By the node's name. One that is absent was not asked, since no signing key concerns it; null: it could
   * not be read, and nothing is known of it.
   */
  readonly nodes: ReadonlyMap<string, ObservedNode | null>;
  /** Every other database on the server, by name; shown, never part of a plan. */
  readonly unmanagedDatabases: readonly string[];
  /** Requests that the observation cost. */
  readonly requests: number;
  /** Milliseconds it took. */
  readonly milliseconds: number;
}
