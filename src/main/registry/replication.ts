/** The other side of a replication: an address without credentials and the fetch that authenticates. */
export interface ReplicationTarget {
  /** Address of the database, for example `http://127.0.0.1:5984/couch-sitter`. */
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
}

export interface ReplicationProgress {
  readonly direction: 'push' | 'pull';
  /** `caught-up`: nothing more to do for now; `stopped`: ended by an error. */
  readonly kind: 'active' | 'progress' | 'caught-up' | 'refused' | 'stopped';
  /** Documents written since the start of this replication. */
  readonly written: number;
  /** The source's sequence up to which this direction has come; opaque for a pull. */
  readonly lastSeq: string | number;
  readonly error: unknown;
  /** True for a `progress` that brought nothing but the lease. */
  readonly onlyLease: boolean;
}

/** Where each direction begins, whatever its checkpoint says. 0: everything is compared. */
export interface ReplicationStart {
  /** Local sequence. */
  readonly push: number;
  /** The server's sequence. */
  readonly pull: string | number;
}

export interface Replication {
  /** Ends both directions; resolves when they have ended. */
  readonly stop: () => Promise<void>;
  /** Resolves when a one-shot has ended or a live one stopped; rejects with the cause on failure. */
  readonly ended: Promise<void>;
}

/** What of the registry changed. */
export interface RegistryChange {
  /** True where it was nothing but the lease, which is renewed all the time. */
  readonly onlyLease: boolean;
}

export interface FirstPullOptions {
  /** Gives up; what has come so far stays, and a later call goes on from there. */
  readonly signal: AbortSignal;
  /** Documents of the server: how many there were when it began, and how many of them are here. */
  readonly onProgress: (progress: { readonly total: number; readonly received: number }) => void;
}

export interface FirstPullResult {
  /** The server's sequence from which an ordinary replication goes on; opaque. */
  readonly lastSeq: string;
  /** Documents brought by this call. */
  readonly received: number;
}
