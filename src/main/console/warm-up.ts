import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import type { ConsoleEmitter } from './events.ts';
import type { TenantIndex } from './tenant-index.ts';

/** Milliseconds; with pieces of about one, a call of the window hardly ever waits for one. */
const betweenPieces = 25;

/**
 * Works out, while the window is still being drawn, what its list of tenants and the first search ask for.
 * In short pieces, so that everything else goes on; whoever asks earlier gets the same answers.
 * @param emitter told where what was remembered of an earlier start proved to be wrong
 * @param ended once true, nothing more is done
 */
export async function warmUp(
  {
    registry,
    agreements,
    tenants,
  }: {
    readonly registry: Pick<Registry, 'snapshot' | 'revision'>;
    readonly agreements: Agreements;
    readonly tenants: TenantIndex;
  },
  emitter: ConsoleEmitter,
  ended: () => boolean,
): Promise<void> {
  const ending = new Error('ended');
  const rest = async (): Promise<void> => {
    await setImmediate();
    if (ended()) throw ending;
  };
  const restLong = async (): Promise<void> => {
    await pause(betweenPieces);
    if (ended()) throw ending;
  };
  try {
    await rest();
    const snapshot = registry.snapshot();
    agreements.refresh(snapshot);
    tenants.refresh(snapshot);
    await tenants.warm(rest);
    // Nobody waits for this: it only looks after what an earlier start knew.
    if (await agreements.warm(restLong)) {
      emitter.emit('registry.changed', { revision: registry.revision() });
    }
    await agreements.keepListed();
  } catch (error) {
    if (error !== ending) throw error;
  }
}
