import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function syncApi({
  connection,
  sync,
  credentials,
  keyKeeper,
  conflicts,
}: Services): ConsoleApi['sync'] {
  return {
    status: () => Promise.resolve(sync.status()),
    overview: () => Promise.resolve(sync.overview()),
    now: async () => {
      await connection.ensure();
      const status = await sync.now();
      // The account may have been removed on the server; asked for expressly, it is made anew.
      const refused = status.error?.code === 'server-wrong-password';
      const after = refused && (await connection.renew()) ? await sync.now() : status;
      // Where no console is always awake, somebody who synchronises ends what is over.
      const ended = (await credentials.endDue()) + (await keyKeeper.endDue());
      // Nor does a command that ends at once merge what it brought by itself.
      const merged = after.state === 'synced' ? await conflicts.keeper.mergeNow() : 0;
      return ended + merged > 0 ? sync.now() : after;
    },
  };
}
