import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function syncApi({ connection, sync }: Services): ConsoleApi['sync'] {
  return {
    status: () => Promise.resolve(sync.status()),
    now: async () => {
      await connection.ensure();
      const status = await sync.now();
      // The account may have been removed on the server; asked for expressly, it is made anew.
      const refused = status.error?.code === 'server-wrong-password';
      return refused && (await connection.renew()) ? sync.now() : status;
    },
  };
}
