import type { ErrorReport } from '../errors.ts';
import type { SyncState, SyncStatus } from '../sync-status.ts';

/** What a bar of the history says of one stretch of time, ended by a change or by the clock. */
export interface SyncHistoryPoint {
  readonly database: string;
  /** ISO instants; `until` is null for the stretch that lasts. */
  readonly from: string;
  readonly until: string | null;
  readonly state: SyncState;
  /** Documents sent and brought in this stretch. */
  readonly pushed: number;
  readonly pulled: number;
  /** The most that waited to go out in it. */
  readonly waitedOut: number;
  /** Why it was offline or in error. */
  readonly error: ErrorReport | null;
}

/** Replication of everything with the connected server. */
export interface SyncOverview {
  /** The registry first, then the audit log. */
  readonly databases: readonly SyncStatus[];
  /** Oldest first, of the last seven days at most; kept on this device, for the connected server. */
  readonly history: readonly SyncHistoryPoint[];
}
