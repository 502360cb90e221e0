import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import type { Registry } from '../registry/registry.ts';
import { inTime } from './in-time.ts';

/** How long to wait for the two sides to agree, in milliseconds. */
const limit = 60_000;

/**
 * Resolves when the registry here and the one on the server agree, as the server said after this was called,
 * and everything of it is in the snapshot. Errors: `registry-behind`, `cancelled`.
 */
export async function agreeWithServer(options: {
  readonly sync: Pick<SyncKeeper, 'now'>;
  readonly registry: Pick<Registry, 'caughtUp'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { sync, registry, clock, signal } = options;
  const cancelled = new Promise<'cancelled'>((resolve) => {
    const onAbort = () => {
      resolve('cancelled');
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  const status = await inTime(Promise.race([sync.now(), cancelled]), limit, clock);
  if (status === 'cancelled') {
    throw new ConsoleError('cancelled', 'It was ended before anything was changed.');
  }
  if (status?.state !== 'synced') {
    const why = status?.error?.message ?? 'The two did not come to agree in time.';
    throw new ConsoleError(
      'registry-behind',
      `Nothing was applied, since the registry here may lack what others decided. ${why}`,
      {
        remedy: status?.error?.remedy ?? 'Look at the state of synchronisation, then apply again.',
        details:
          status?.error === undefined || status.error === null ? {} : { cause: status.error.code },
      },
    );
  }
  await registry.caughtUp();
}
