import type { SyncHistoryPoint } from '../../shared/bridge/sync-views.ts';
import type { Clock } from '../../shared/clock.ts';
import { resumeHistory, seeSync, type SyncHistory } from '../../shared/sync-history.ts';
import type { SyncStatus } from '../../shared/sync-status.ts';
import { readSyncHistories, writeSyncHistories } from './sync-history-file.ts';

/** How soon a change of state is on the disk, in milliseconds. */
const soon = 2000;
/** How often it is looked at while nothing changes, so that an end without a word is known to the minute. */
const tick = 60_000;

/** What has been of every database with one server at a time, kept on this device. */
export interface HistoryKeeper {
  /** Turns to a server: what is kept of it is there from now on. Calls must not overlap. */
  readonly open: (couchdbUuid: string) => Promise<void>;
  readonly see: (status: SyncStatus) => void;
  /** Oldest first; what lasts has no end. */
  readonly points: () => readonly SyncHistoryPoint[];
  /** Writes what is to be written, and looks no more by itself. */
  readonly rest: () => Promise<void>;
}

export function createHistoryKeeper(options: {
  readonly directory: string;
  readonly clock: Clock;
  readonly onProblem: (error: unknown) => void;
}): HistoryKeeper {
  const { directory, clock } = options;
  let server: string | null = null;
  let histories = new Map<string, SyncHistory>();
  /** Last status of each database; its counters are since the start of its replication. */
  let last = new Map<string, SyncStatus>();
  let writing: Promise<void> = Promise.resolve();
  let cancelTick = (): void => undefined;
  let cancelWrite: (() => void) | null = null;

  const now = () => clock.now().toISOString();

  function write(): Promise<void> {
    cancelWrite?.();
    cancelWrite = null;
    const [uuid, content] = [server, new Map(histories)];
    if (uuid === null || content.size === 0) return writing;
    writing = writing
      .then(() => writeSyncHistories(directory, uuid, content))
      .catch(options.onProblem);
    return writing;
  }

  function note(status: SyncStatus): void {
    const { database, state, error, waitingOut } = status;
    const before = last.get(database);
    const since = (total: number, earlier: number) => (total < earlier ? total : total - earlier);
    last.set(database, status);
    histories.set(
      database,
      seeSync(histories.get(database) ?? null, {
        database,
        at: now(),
        state,
        error,
        pushed: since(status.pushed, before?.pushed ?? 0),
        pulled: since(status.pulled, before?.pulled ?? 0),
        waitingOut: waitingOut ?? 0,
      }),
    );
  }

  function look(): void {
    for (const status of last.values()) note(status);
    void write();
    cancelTick = clock.timer(tick, look);
  }

  return {
    open: async (couchdbUuid) => {
      if (server === couchdbUuid) return;
      await write();
      histories = new Map(await readSyncHistories(directory, couchdbUuid));
      last = new Map();
      server = couchdbUuid;
    },
    see: (status) => {
      if (server === null) return;
      if (last.size === 0) {
        for (const [database, history] of histories) {
          histories.set(database, resumeHistory(history, now()));
        }
        cancelTick();
        cancelTick = clock.timer(tick, look);
      }
      const moved = last.get(status.database)?.state !== status.state;
      note(status);
      if (moved) cancelWrite ??= clock.timer(soon, () => void write());
    },
    points: () =>
      [...histories.values()]
        // Nobody looks any more, or not yet: it shows as what it is.
        .map((history) => (last.size === 0 ? resumeHistory(history, now()) : history))
        .flatMap(({ points }) => points)
        .sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0)),
    rest: async () => {
      cancelTick();
      if (last.size > 0) await write();
      last = new Map();
      await writing;
    },
  };
}
