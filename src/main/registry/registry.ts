import type { AuditFacetsView } from '../../shared/bridge/log-views.ts';
import type { EntryFilter } from '../../shared/log/entry-filter.ts';
import type { AuditEntry } from '../../shared/documents/audit.ts';
import type { RegistryProblem } from '../../shared/bridge/views.ts';
import type { Command } from '../../shared/commands/command.ts';
import type { Conflict } from '../../shared/conflicts/conflict.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type {
  FirstPullOptions,
  FirstPullResult,
  RegistryChange,
  Replication,
  ReplicationProgress,
  ReplicationStart,
  ReplicationTarget,
} from './replication.ts';
import type { RegistryLog } from './registry-log-port.ts';

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
  readonly auditPage: (
    query: EntryFilter & { readonly offset: number; readonly limit: number },
  ) => Promise<{ readonly rows: readonly AuditEntry[]; readonly total: number }>;
  /** What there is to narrow the log by. */
  readonly auditFacets: () => Promise<AuditFacetsView>;
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
