import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { ServerRow } from '../../shared/bridge/server-views.ts';
import { markServer } from '../../shared/commands/mark-server.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { tenantDatabases } from '../../shared/tenant-names.ts';
import type { Services } from './services.ts';

export function serversApi({ connection, registry }: Services): ConsoleApi['servers'] {
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
    openFeeds: () => Promise.reject(notYet()),
    restart: () => Promise.reject(notYet()),
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

function notYet(): ConsoleError {
  return new ConsoleError('internal', 'Not built yet.');
}
