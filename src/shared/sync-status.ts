import type { ErrorReport } from './errors.ts';

export type SyncState = 'not-connected' | 'synced' | 'syncing' | 'offline' | 'error';

/** The moment both sides were seen to hold the same, and no more than that. */
export interface Agreement {
  readonly at: string;
  /** Local sequence of the registry. */
  readonly localSeq: number;
  /** The server's `update_seq`, opaque. */
  readonly remoteSeq: string;
}

/** How far the first replication of an empty database with a full one has come. */
export interface FirstSync {
  /** Documents that the server had when it began. */
  readonly total: number;
  readonly received: number;
}

/** The state of replication of one database. `synced` is said only with an agreement checked on both sides. */
export interface SyncStatus {
  readonly database: string;
  readonly state: SyncState;
  /** Since when the state is what it is. */
  readonly since: string;
  /** Documents changed here that the server does not have yet; null where not known. */
  readonly waitingOut: number | null;
  /** Changes on the server that are not here yet; null where not known. */
  readonly waitingIn: number | null;
  /** Null except while a first replication is under way. */
  readonly firstSync: FirstSync | null;
  readonly pushed: number;
  readonly pulled: number;
  readonly agreement: Agreement | null;
  /** Replication writes that the other side refused, since start. */
  readonly refusedWrites: number;
  readonly error: ErrorReport | null;
  /** When the next attempt is due, in state offline or error. */
  readonly retryAt: string | null;
}
