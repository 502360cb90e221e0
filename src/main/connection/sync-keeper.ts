import { createTransport } from '../../couch/create-transport.ts';
import type { CouchCredentials, Transport } from '../../couch/transport.ts';
import type { SyncOverview } from '../../shared/bridge/sync-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError, reportError } from '../../shared/errors.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import { createHistoryKeeper } from '../sync/history-keeper.ts';
import { readRemembered } from '../sync/mark.ts';
import { startSync } from '../sync/start-sync.ts';
import { emptyStatus } from '../sync/status-board.ts';
import type { SyncedStore } from '../sync/synced-store.ts';
import type { Sync } from '../sync/sync.ts';
import { verifyServer } from './verify-server.ts';

/** How long whoever asked for the registry waits for the other databases after it, in milliseconds. */
const patience = 10_000;

export interface SyncTarget {
  readonly url: string;
  readonly couchdbUuid: string;
  readonly credentials: CouchCredentials;
}

export interface KeptStore {
  /** Name on the server. */
  readonly database: string;
  readonly store: SyncedStore;
}

/**
 * Holds the replications of the console, one a database: started, replaced and stopped with the connection,
 * and none depending on another.
 */
export interface SyncKeeper {
  readonly start: (target: SyncTarget) => Promise<void>;
  readonly isRunning: () => boolean;
  /** Tells what is remembered of a server that nothing is replicated with yet. */
  readonly recall: (couchdbUuid: string) => Promise<void>;
  /** Could not even be started; the status tells why. */
  readonly fail: (error: unknown) => void;
  /** Of the registry. */
  readonly status: () => SyncStatus;
  /** Of every database, with what has been. */
  readonly overview: () => SyncOverview;
  /**
   * Replicates everything now and answers the registry's status. Another database that fails or takes long
   * does not keep it from being answered.
   */
  readonly now: () => Promise<SyncStatus>;
  readonly online: () => void;
  readonly stop: () => Promise<void>;
}

export interface SyncKeeperOptions {
  readonly directory: string;
  /** The registry first. */
  readonly stores: readonly [KeptStore, ...KeptStore[]];
  readonly clock: Clock;
  readonly random: () => number;
  /** Of the registry. */
  readonly onStatus: (status: SyncStatus) => void;
  readonly onChanged: (database: string) => void;
  readonly onProblem: (error: unknown) => void;
}

interface Running {
  readonly transport: Transport;
  readonly syncs: ReadonlyMap<string, Sync>;
}

export function createSyncKeeper(options: SyncKeeperOptions): SyncKeeper {
  const { stores, clock, random } = options;
  const [{ database: registry }] = stores;
  const history = createHistoryKeeper(options);
  const resting = new Map<string, SyncStatus>();
  let running: Running | null = null;

  const empty = (database: string) => emptyStatus(database, clock.now().toISOString());

  function tell(status: SyncStatus): void {
    history.see(status);
    if (status.database === registry) options.onStatus(status);
    options.onChanged(status.database);
  }

  function rest(status: SyncStatus): void {
    resting.set(status.database, status);
    tell(status);
  }

  function statusOf(database: string): SyncStatus {
    return running?.syncs.get(database)?.status() ?? resting.get(database) ?? empty(database);
  }

  async function stop(): Promise<void> {
    const old = running;
    running = null;
    if (old === null) return;
    await Promise.all([...old.syncs.values()].map((sync) => sync.stop()));
    await old.transport.close();
  }

  function begin({ database, store }: KeptStore, target: SyncTarget, transport: Transport): Sync {
    const { url, couchdbUuid } = target;
    return startSync({
      store,
      transport,
      database,
      couchdbUuid,
      clock,
      random,
      verify: (signal) => verifyServer(transport, { url, couchdbUuid }, signal),
      onStatus: tell,
      onSetBack: ({ code, message, remedy, details }) => {
        options.onProblem(new ConsoleError(code, message, { remedy, details }));
      },
    });
  }

  /** The others may be long at work, or fail; they are given some time. */
  async function settledSoon(others: readonly Promise<SyncStatus>[]): Promise<void> {
    let cancel = (): void => undefined;
    const enough = new Promise<void>((resolve) => {
      cancel = clock.timer(patience, resolve);
    });
    await Promise.race([Promise.all(others), enough]);
    cancel();
  }

  return {
    start: async (target) => {
      const { url, couchdbUuid, credentials } = target;
      await stop();
      await history.open(couchdbUuid);
      const transport = createTransport({ url, credentials, clock, random });
      const syncs = new Map<string, Sync>();
      running = { syncs, transport };
      for (const kept of stores) syncs.set(kept.database, begin(kept, target, transport));
      for (const sync of syncs.values()) tell(sync.status());
    },
    isRunning: () => running !== null,
    recall: async (couchdbUuid) => {
      if (running !== null) return;
      await history.open(couchdbUuid);
      for (const { database, store } of stores) {
        const remembered = readRemembered(await store.recall().catch(() => null), couchdbUuid);
        const mark = remembered?.confirmed ?? remembered?.pending;
        if (mark === undefined || mark === null) continue;
        const waitingOut = await store.changesAfter(mark.pushedSeq);
        const status = { ...statusOf(database), agreement: mark.agreement, waitingOut };
        resting.set(database, status);
        if (database === registry) options.onStatus(status);
        options.onChanged(database);
      }
    },
    fail: (error) => {
      const report = reportError(error);
      for (const { database } of stores) {
        const { agreement, waitingOut } = statusOf(database);
        rest({ ...empty(database), agreement, waitingOut, state: 'error', error: report });
      }
    },
    status: () => statusOf(registry),
    overview: () => ({
      databases: stores.map(({ database }) => statusOf(database)),
      history: history.points(),
    }),
    now: async () => {
      const asked = [...(running?.syncs ?? [])].map(([database, sync]) => ({
        database,
        answer: sync.now(),
      }));
      const first = asked.find(({ database }) => database === registry);
      if (first === undefined) return statusOf(registry);
      const status = await first.answer;
      const others = asked.filter(({ database }) => database !== registry);
      if (others.length > 0) await settledSoon(others.map(({ answer }) => answer));
      return status;
    },
    online: () => {
      for (const sync of running?.syncs.values() ?? []) sync.online();
    },
    stop: async () => {
      const was = running !== null;
      await stop();
      if (was) for (const { database } of stores) rest(empty(database));
      await history.rest();
    },
  };
}
