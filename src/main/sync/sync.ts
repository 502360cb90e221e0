import type { SyncStatus } from '../../shared/sync-status.ts';

/** What is kept between starts, so that what waits is known before the server answers. */
export interface SyncMemory {
  /** Local sequence up to which the server has everything. */
  readonly pushedSeq: number;
  readonly agreement: SyncStatus['agreement'];
}

/** Continuous replication of the registry with one server, and the truth about it. */
export interface Sync {
  readonly status: () => SyncStatus;
  /** Replicates now, whatever was scheduled, and answers when both sides agree or it failed. */
  readonly now: () => Promise<SyncStatus>;
  /** The network is back or the machine woke up: try at once, unless the server refused us. */
  readonly online: () => void;
  readonly stop: () => Promise<void>;
}
