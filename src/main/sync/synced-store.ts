import type {
  FirstPullOptions,
  FirstPullResult,
  RegistryChange,
  Replication,
  ReplicationProgress,
  ReplicationStart,
  ReplicationTarget,
} from '../registry/replication.ts';

/** A local database that is replicated with one of the same kind on the server. */
export interface SyncedStore {
  /**
   * Begins to replicate both ways. `from` says where, whatever checkpoints there are; a store that keeps only
   * a window of what the server has begins its pull there where `pull` is 0.
   */
  readonly replicate: (
    target: ReplicationTarget,
    options: {
      readonly live: boolean;
      readonly from?: ReplicationStart;
      readonly onProgress: (progress: ReplicationProgress) => void;
    },
  ) => Replication;
  /** Number of local changes after this local sequence that are to go out (0: nothing waits). */
  readonly changesAfter: (seq: number) => Promise<number>;
  /** Newest local sequence, what was pulled included. */
  readonly seq: () => number;
  readonly onChange: (listener: (change: RegistryChange) => void) => () => void;
  /**
   * What `remember` was last given, or null. Kept inside the local database itself, in a document that does
   * not replicate: whatever takes the database back takes this back with it.
   */
  readonly recall: () => Promise<string | null>;
  readonly remember: (text: string) => Promise<void>;
  /** Brings everything into an empty store, faster than replication does; null where that is not needed. */
  readonly firstPull?: (
    target: ReplicationTarget,
    options: FirstPullOptions,
  ) => Promise<FirstPullResult | null>;
}
