import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../shared/clock.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import type { ConsoleEmitter } from './events.ts';
import type { TenantIndex } from './tenant-index.ts';

/** Milliseconds until what an earlier start knew is looked after: the first moments are the window's. */
const firstMoments = 10_000;
/** Milliseconds; with pieces of about one, a call of the window hardly ever waits for one. */
const betweenPieces = 25;

/**
 * Works out, while the window is still being drawn, what its list of tenants and the first search ask for;
 * later whether what it showed of an earlier start was right, and tells where it was not. In short pieces, so
 * that everything else goes on; whoever asks earlier gets the same answers.
 * @returns ends it
 */
export function warmUp(
  {
    registry,
    agreements,
    tenants,
    clock,
  }: {
    readonly registry: Pick<Registry, 'snapshot' | 'revision'>;
    readonly agreements: Agreements;
    readonly tenants: TenantIndex;
    readonly clock: Clock;
  },
  emitter: Pick<ConsoleEmitter, 'emit'>,
  onProblem: (error: unknown) => void,
): () => void {
  const ending = new Error('ended');
  let ended = false;
  let interrupt = (): void => undefined;

  function goOn(): void {
    if (ended) throw ending;
  }

  const rest = () => setImmediate().then(goOn);
  const restFor = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.timer(milliseconds, resolve);
      interrupt = () => {
        cancel();
        resolve();
      };
    }).then(goOn);

  async function work(): Promise<void> {
    await rest();
    const snapshot = registry.snapshot();
    agreements.refresh(snapshot);
    tenants.refresh(snapshot);
    await tenants.warm(rest);
    await restFor(firstMoments);
    if (await agreements.warm(() => restFor(betweenPieces))) {
      emitter.emit('registry.changed', { revision: registry.revision() });
    }
    await agreements.keepListed();
  }

  work().catch((error: unknown) => {
    if (error !== ending) onProblem(error);
  });
  return () => {
    ended = true;
    interrupt();
  };
}
