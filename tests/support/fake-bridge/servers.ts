import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { ServerRow } from '../../../src/shared/bridge/server-views.ts';
import type { ConnectionInfo } from '../../../src/shared/bridge/views.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import type { Scenario } from './scenario.ts';
import { uuidOf } from './uuid.ts';

const names = ['Staging', 'Frankfurt', 'The old machine', 'Ada’s laptop'] as const;

/** Servers that are known beside the connected one. */
export function seedServers({ servers }: Scenario): ServerRow[] {
  return Array.from({ length: servers }, (_, index) => ({
    serverId: `server_${uuidOf(100 + index)}`,
    name: names[index] ?? `Server ${String(index + 1)}`,
    url: `https://couch-${String(index + 1)}.example.org:6984/`,
    couchdbUuid: uuidOf(100 + index),
    version: '3.4.2',
    practice: false,
    current: false,
    mayApply: index % 2 === 0,
    production: index === 1,
    readOnly: index === 2,
    agentApplies: 'nothing',
    tenants: 12 * (index + 1),
    databases: 36 * (index + 1),
  }));
}

interface ServersWorld {
  connection: ConnectionInfo | null;
  servers: ServerRow[];
  readonly tenants: readonly unknown[];
  readonly scenario: Scenario;
  readonly emit: (name: 'servers.changed', payload: null) => void;
}

/** The servers of the fake; the connected one is made from the connection, so that the two agree. */
export function fakeServers(
  world: ServersWorld,
  connect: (connection: ConnectionInfo) => Promise<ConnectionInfo>,
): ConsoleApi['servers'] {
  let agentApplies: ServerRow['agentApplies'] = 'edits';
  const list = (): ServerRow[] => [
    ...(world.connection === null
      ? []
      : [
          {
            ...world.connection,
            current: true,
            agentApplies,
            tenants: world.tenants.length,
            databases: world.tenants.length * 3,
          },
        ]),
    ...world.servers,
  ];
  return {
    list: () => Promise.resolve(list()),
    use: async ({ serverId }) => {
      const there = list();
      const chosen = there.find((server) => server.serverId === serverId);
      if (chosen === undefined) throw new ConsoleError('not-found', 'There is no such server.');
      await new Promise((resolve) => {
        setTimeout(resolve, world.scenario.pace * 200);
      });
      world.servers = there
        .filter((server) => server.serverId !== serverId)
        .map((server) => ({ ...server, current: false }));
      const connected = await connect({ ...chosen, operatorAccount: 'couch-sitter-ada-laptop' });
      world.emit('servers.changed', null);
      return connected;
    },
    forget: ({ serverId }) => {
      world.servers = world.servers.filter((server) => server.serverId !== serverId);
      world.emit('servers.changed', null);
      return Promise.resolve(null);
    },
    mark: ({ name, production, readOnly, agentApplies: allowed, confirm }) => {
      if (world.connection === null) throw new ConsoleError('not-connected', 'No server.');
      const takes = production === false || readOnly === false;
      if (takes && confirm !== world.connection.name)
        throw new ConsoleError('confirmation-needed', 'Type the name of the server.');
      world.connection = {
        ...world.connection,
        ...(name === undefined ? {} : { name }),
        ...(production === undefined ? {} : { production }),
        ...(readOnly === undefined ? {} : { readOnly }),
      };
      if (allowed !== undefined) agentApplies = allowed;
      return Promise.resolve(list());
    },
    openFeeds: () =>
      Promise.resolve({
        count: world.scenario.feeds,
        nodes: [{ name: 'couchdb@127.0.0.1', count: world.scenario.feeds }],
      }),
    restart: ({ confirm }) => {
      if (confirm !== world.connection?.name)
        throw new ConsoleError('confirmation-needed', 'Type the name of the server.');
      return Promise.resolve(null);
    },
  };
}
