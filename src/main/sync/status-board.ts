import type { SyncStatus } from '../../shared/sync-status.ts';

/** The status of one replication: changed in parts, told as a whole, only when something differs. */
export interface StatusBoard {
  readonly status: () => SyncStatus;
  readonly set: (change: Partial<Omit<SyncStatus, 'database' | 'since'>>) => void;
}

/** Starts in state `syncing`; `since` moves only when the state does. */
export function createStatusBoard(options: {
  readonly database: string;
  readonly now: () => Date;
  readonly onStatus: (status: SyncStatus) => void;
}): StatusBoard {
  let status: SyncStatus = {
    ...emptyStatus(options.database, options.now().toISOString()),
    state: 'syncing',
  };
  return {
    status: () => status,
    set: (change) => {
      const moved = change.state !== undefined && change.state !== status.state;
      const next: SyncStatus = {
        ...status,
        ...change,
        since: moved ? options.now().toISOString() : status.since,
      };
      if (JSON.stringify(next) === JSON.stringify(status)) return;
      status = next;
      options.onStatus(status);
    },
  };
}

/** The status while no server is connected. */
export function emptyStatus(database: string, since: string): SyncStatus {
  return {
    database,
    state: 'not-connected',
    since,
    waitingOut: null,
    waitingIn: null,
    firstSync: null,
    pushed: 0,
    pulled: 0,
    agreement: null,
    refusedWrites: 0,
    error: null,
    retryAt: null,
  };
}
