import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { adoptDrift, dropOverride } from '../../shared/commands/adopt-drift.ts';
import { adoption } from '../provisioning/adopt-findings.ts';
import type { Services } from './services.ts';

export function driftApi({ drift, connection, registry }: Services): ConsoleApi['drift'] {
  return {
    current: () => Promise.resolve(drift.current()),
    sweep: () => drift.sweep(),
    adopt: async ({ findingIds }) => {
      const look = await drift.look();
      const transport = await connection.admin();
      await registry.execute(adoptDrift(await adoption(transport, look, findingIds)));
      return drift.sweep();
    },
    dropOverride: async ({ tenantId, database }) => {
      await registry.execute(dropOverride({ tenantId, database }));
      return null;
    },
  };
}
