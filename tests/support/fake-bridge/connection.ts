import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { ConnectionInfo } from '../../../src/shared/bridge/views.ts';
import { ConsoleError, errorCodes, reportError } from '../../../src/shared/errors.ts';
import { connectionOf, syncOf, type World } from './world.ts';

/** An address such as `https://server-wrong-password.test` fails its test with that code. */
function problemAt(url: string): ConsoleError | null {
  const code = errorCodes.find((candidate) => url.includes(candidate));
  return code === undefined
    ? null
    : new ConsoleError(code, `The test of ${url} ended with ${code}.`);
}

/** Turns the fake to a connection and tells of it. */
export function connectTo(world: World) {
  return (connection: ConnectionInfo): Promise<ConnectionInfo> => {
    world.connection = connection;
    world.firstRun = false;
    world.sync = syncOf('synced', world.now());
    world.plan = null;
    world.emit('connection.changed', connection);
    world.emit('sync.status', world.sync);
    return Promise.resolve(connection);
  };
}

export function fakeConnection(world: World): ConsoleApi['connection'] {
  const connect = connectTo(world);
  return {
    current: () => Promise.resolve(world.connection),
    test: ({ url }) => {
      const problem = problemAt(url);
      return Promise.resolve(
        problem === null
          ? {
              ok: true,
              couchdbUuid: connectionOf(false).couchdbUuid,
              version: '3.5.0',
              vendor: 'CouchDB',
              registryFound: false,
              jwtHandler: false,
            }
          : { ok: false, problem: reportError(problem) },
      );
    },
    connect: ({ url }) => connect({ ...connectionOf(false), url }),
    practice: () => connect(connectionOf(true)),
    forget: () => {
      world.connection = null;
      world.sync = syncOf('not-connected', world.now());
      world.emit('connection.changed', null);
      world.emit('sync.status', world.sync);
      return Promise.resolve(null);
    },
  };
}
