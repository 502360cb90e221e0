import type { Transport } from '../../couch/transport.ts';
import type { Clock } from '../../shared/clock.ts';
import type { ErrorReport } from '../../shared/errors.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import type { SyncedStore } from './synced-store.ts';

export interface SyncOptions {
  readonly store: SyncedStore;
  /** Signed in as the operator's own account; never as the server's administrator. */
  readonly transport: Pick<Transport, 'url' | 'fetch' | 'request'>;
  readonly database: string;
  /** The server that what is remembered has to be of. */
  readonly couchdbUuid: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** Asked before every start; throws where the server must not be replicated with. */
  readonly verify: (signal: AbortSignal) => Promise<void>;
  readonly onStatus: (status: SyncStatus) => void;
  /** One side was set back to an earlier state; it is being mended. */
  readonly onSetBack: (report: ErrorReport) => void;
}

/** Continuous replication of one database with one server, and the truth about it. */
export interface Sync {
  readonly status: () => SyncStatus;
  /** Replicates now, whatever was scheduled, and answers when both sides agree or it failed. */
  readonly now: () => Promise<SyncStatus>;
  /** The network is back or the machine woke up: try at once, unless the server refused us. */
  readonly online: () => void;
  readonly stop: () => Promise<void>;
}
