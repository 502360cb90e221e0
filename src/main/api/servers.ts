import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { ServerRow } from '../../shared/bridge/server-views.ts';
import { markServer } from '../../shared/commands/mark-server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { tenantDatabases } from '../../shared/tenant-names.ts';
import { auditRestart } from '../console/audit-commands.ts';
import { countOpenFeeds, requireServerName, restartServer } from '../provisioning/open-feeds.ts';
import type { Services } from './services.ts';

export function serversApi(services: Services): ConsoleApi['servers'] {
  const { connection, registry, planner, clock } = services;

  /** What the others hold is not known without opening their registries. */
  function rows(): readonly ServerRow[] {
    const held = holdings(registry.snapshot());
    return connection
      .servers()
      .map((row) => ({ ...row, ...(row.current ? held : { tenants: null, databases: null }) }));
  }

  return {
    list: () => Promise.resolve(rows()),
    use: ({ serverId }) => connection.use(serverId),
    forget: async ({ serverId }) => {
      await connection.forgetServer(serverId);
      return null;
    },
    mark: async (input) => {
      if (connection.current()?.serverId !== input.serverId) throw notConnectedOne();
      await registry.execute(markServer(input));
      return rows();
    },
    openFeeds: async () =>
      connection.current()?.practice === true
        ? { count: null, nodes: [] }
        : countOpenFeeds(await connection.admin()),
    restart: async ({ confirm }) => {
      const server = connection.current();
      if (server === null) throw notConnected();
      if (server.practice) throw practiceServer();
      requireServerName(server.name, confirm);
      if (planner.current()?.running === true) throw running();
      const nodes = await restartServer(await connection.admin(), clock);
      await registry.execute(auditRestart(server, nodes));
      return null;
    },
  };
}

/** Tenants that were not purged, and the databases they have or are to have. */
function holdings(snapshot: RegistrySnapshot): Pick<ServerRow, 'tenants' | 'databases'> {
  let tenants = 0;
  let databases = 0;
  for (const tenant of snapshot.tenants.values()) {
    if (tenant.purgedAt !== undefined && tenant.purgedAt !== null) continue;
    tenants += 1;
    const blueprint = snapshot.blueprints.get(tenant.blueprint);
    if (blueprint !== undefined) databases += tenantDatabases(blueprint, tenant.key).length;
  }
  return { tenants, databases };
}

function notConnectedOne(): ConsoleError {
  return new ConsoleError('not-allowed-in-state', 'Only the connected server can be marked.', {
    remedy: 'Turn to the server first; its marks are in its own registry.',
  });
}

function notConnected(): ConsoleError {
  return new ConsoleError('not-connected', 'No server is connected.', {
    remedy: 'Connect to a CouchDB first.',
  });
}

function practiceServer(): ConsoleError {
  return new ConsoleError('not-allowed-in-state', 'The practice server cannot be restarted.', {
    remedy: 'Close the console and open it again: that ends its open feeds.',
  });
}

function running(): ConsoleError {
  return new ConsoleError('plan-running', 'A plan is being applied to this server.', {
    remedy: 'Wait until it has ended, or cancel it.',
  });
}
