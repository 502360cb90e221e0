import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { SyncHistoryPoint } from '../../../src/shared/bridge/sync-views.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { logDatabase, registryDatabase } from '../../../src/shared/naming.ts';
import type { SyncState, SyncStatus } from '../../../src/shared/sync-status.ts';
import { syncOf, type World } from './world.ts';

/** Hours ago from which a state held. */
const stretches: readonly (readonly [number, SyncState])[] = [
  [166, 'syncing'],
  [165.9, 'synced'],
  [140, 'offline'],
  [131, 'syncing'],
  [130.8, 'synced'],
  [96, 'error'],
  [93, 'synced'],
  [46, 'offline'],
  [31, 'syncing'],
  [30.9, 'synced'],
  [19, 'offline'],
  [14.5, 'syncing'],
  [14.4, 'synced'],
  [8, 'error'],
  [7.2, 'syncing'],
  [7.1, 'synced'],
  [2.4, 'offline'],
  [2, 'synced'],
];

function historyOf(world: World, database: string): readonly SyncHistoryPoint[] {
  const now = world.now().getTime();
  const at = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
  const shift = database === logDatabase ? 0.15 : 0;
  return stretches.map(([hours, state], index) => {
    const next = stretches[index + 1];
    return {
      database,
      from: at(hours + shift),
      until: next === undefined ? null : at(next[0] + shift),
      state,
      pushed: state === 'syncing' ? 12 + index : 0,
      pulled: state === 'syncing' ? 30 + index * 3 : 0,
      waitedOut: state === 'offline' ? 3 + index : 0,
      error:
        state === 'error'
          ? {
              code: 'server-forbidden',
              message: 'The server refused the account couch-sitter-ada-laptop.',
              remedy: '',
              details: {},
            }
          : null,
    };
  });
}

function logStatus(status: SyncStatus): SyncStatus {
  return {
    ...status,
    database: logDatabase,
    waitingOut: status.waitingOut === null ? null : status.waitingOut * 2,
    pushed: 412,
    pulled: 96,
    firstSync: null,
    agreement:
      status.agreement === null
        ? null
        : { ...status.agreement, localSeq: 5012, remoteSeq: '4988-g1BBBB' },
  };
}

/** Replication of the fake: the registry, and the log a step behind it. */
export function fakeSync(world: World): ConsoleApi['sync'] {
  if (world.scenario.firstsync) receive(world);
  return {
    status: () => Promise.resolve(world.sync),
    overview: () =>
      Promise.resolve({
        databases: [world.sync, logStatus(world.sync)],
        history:
          world.connection === null || !world.scenario.history
            ? []
            : [registryDatabase, logDatabase].flatMap((database) => historyOf(world, database)),
      }),
    now: () => {
      if (world.sync.state === 'offline')
        throw new ConsoleError('server-refused', 'https://couch.example.org:6984 does not answer.');
      world.sync = syncOf('synced', world.now());
      world.emit('sync.changed', { database: registryDatabase });
      return Promise.resolve(world.sync);
    },
  };
}

/** A first replication that goes on for as long as the page is open. */
function receive(world: World): void {
  const total = 60_000;
  let received = 1204;
  const tell = () => {
    received = Math.min(total, received + 1700);
    world.sync = {
      ...syncOf('syncing', world.now()),
      agreement: null,
      waitingOut: 0,
      waitingIn: total - received,
      firstSync: { total, received },
    };
    world.emit('sync.status', world.sync);
    if (received < total) setTimeout(tell, 1000);
  };
  tell();
}
