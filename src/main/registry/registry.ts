import type { AuditEntry } from '../../shared/documents/audit.ts';
import type { RegistryProblem } from '../../shared/bridge/views.ts';
import type { Command } from '../../shared/commands/command.ts';
import type { Conflict } from '../../shared/conflicts/conflict.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { RegistryLog } from './registry-log-port.ts';

/** The other side of a replication: an address without credentials and the fetch that authenticates. */
export interface ReplicationTarget {
  /** Address of the database, for example `http://127.0.0.1:5984/couch-sitter`. */
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
}

/** Where each direction begins, whatever its checkpoint says. 0: everything is compared. */
export interface ReplicationStart {
  /** Local sequence. */
  readonly push: number;
  /** The server's sequence. */
  readonly pull: string | number;
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

export interface Replication {
  /** Ends both directions; resolves when they have ended. */
  readonly stop: () => Promise<void>;
  /** Resolves when a one-shot has ended or a live one stopped; rejects with the cause on failure. */
  readonly ended: Promise<void>;
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

/** What of the registry changed. */
export interface RegistryChange {
  /** True where it was nothing but the lease, which is renewed all the time. */
  readonly onlyLease: boolean;
}

/** Documents with more than one live leaf, as they are found on arrival. */
export interface RegistryConflicts {
  /** Revisions of all live leaves by document id, the winner first; changes as the registry does. */
  readonly all: () => ReadonlyMap<string, readonly string[]>;
  /** What won of a document, as far as it can be read: its kind, and where it is whole the document. */
  readonly winner: (id: string) => {
    readonly kind: string;
    readonly document: IndexedDocument | null;
  } | null;
  /** Leaves and what they departed from; a document that is in no conflict any more is left out. */
  readonly read: (ids: readonly string[]) => Promise<readonly Conflict[]>;
  /** The revision that this device's last edit of a document made; null where that is not known. */
  readonly ownEdit: (id: string) => string | null;
}

/** The local store of the registry: PouchDB on LevelDB with an index in memory. */
export interface Registry {
  /** The state in memory; a new object after every change. */
  readonly snapshot: () => RegistrySnapshot;
  /** Local update sequence that `snapshot` reflects. */
  readonly seq: () => number;
  /** Rises with every change of the snapshot. */
  readonly revision: () => number;
  /**
   * Runs a command against the newest state and writes its documents and audit entries durably, in one
   * batch. Commands run one after the other. Resolves only after the write is acknowledged and indexed.
   */
  readonly execute: <Result>(command: Command<Result>) => Promise<Result>;
  /** Uuid of the server whose registry this is; null before the first connection. */
  readonly owner: () => string | null;
  /**
   * Turns to the registry of a server. Without an owner the present one becomes that server's; with another
   * owner it is put aside whole, and the server's own is opened, a new one where there is none. Nothing may
   * be replicating. `takeAlong`: the present one goes over to that server instead; refused
   * (`not-allowed-in-state`) where the server has one on this device already.
   * @returns whether another registry is open now
   */
  readonly turnTo: (couchdbUuid: string, takeAlong: boolean) => Promise<boolean>;
  readonly onChange: (listener: (change: RegistryChange) => void) => () => void;
  /** Resolves when everything in the store is in the snapshot; rejects where that cannot be. */
  readonly caughtUp: () => Promise<void>;
  /** One revision of a document as it was, or null where it is not on this device. */
  readonly bodyAt: (id: string, rev: string) => Promise<unknown>;
  readonly conflicts: RegistryConflicts;
  /** Documents that are of no known kind or broken. */
  readonly problems: () => readonly RegistryProblem[];
  /** Newest first. `tenantId` null means all. */
  readonly auditPage: (query: {
    readonly tenantId: string | null;
    readonly offset: number;
    readonly limit: number;
  }) => Promise<{ readonly rows: readonly AuditEntry[]; readonly total: number }>;
  readonly log: RegistryLog;
  readonly replicate: (
    target: ReplicationTarget,
    options: {
      readonly live: boolean;
      /** At the checkpoint unless given. */
      readonly from?: ReplicationStart;
      readonly onProgress: (progress: ReplicationProgress) => void;
    },
  ) => Replication;
  /** Text kept in the database itself, in a document that does not replicate; null: none. */
  readonly recall: () => Promise<string | null>;
  readonly remember: (text: string) => Promise<void>;
  /**
   * Brings everything a server has, faster than a replication would, and leaves the checkpoints with which
   * a pull goes on from there. Commands stay possible meanwhile. Null, at once, where a pull has been
   * here before or the server has too little for it to be worth while.
   * Errors: those of the target's `fetch`, `server-garbage`, `disk-full`, `storage-failed`; each leaves what
   * has come so far, and a later call goes on from there.
   */
  readonly firstPull: (
    target: ReplicationTarget,
    options: FirstPullOptions,
  ) => Promise<FirstPullResult | null>;
  /** Number of local changes after this local sequence that are to go out (0: nothing waits). */
  readonly changesAfter: (seq: number) => Promise<number>;
  readonly close: () => Promise<void>;
}
