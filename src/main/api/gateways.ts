import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { setJwtHandler } from '../../shared/commands/set-jwt-handler.ts';
import { withdrawSigningKey } from '../../shared/commands/withdraw-signing-key.ts';
import { notConnected } from '../connection/connection-state.ts';
import { gatewaysView } from '../console/gateways-view.ts';
import type { Services } from './services.ts';

export function gatewaysApi({
  registry,
  connection,
  clock,
}: Pick<Services, 'registry' | 'connection' | 'clock'>): ConsoleApi['gateways'] {
  return {
    list: () => gatewaysView(registry, connection, clock.now().toISOString()),
    withdrawKey: (input) => registry.execute(withdrawSigningKey(input)),
    setJwtHandler: ({ wish }) => {
      const server = connection.current();
      if (server === null) throw notConnected();
      return registry.execute(setJwtHandler({ serverId: server.serverId, wish }));
    },
  };
}
