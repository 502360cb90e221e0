import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function syncApi({ connection, sync }: Services): ConsoleApi['sync'] {
  return {
    status: () => Promise.resolve(sync.status()),
    now: async () => {
      await connection.ensure();
      return sync.now();
    },
  };
}
