import { setImmediate } from 'node:timers/promises';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import type { Agreements } from './agreements.ts';
import type { TenantIndex } from './tenant-index.ts';

/**
 * Works out, while the window is still being drawn, what its list of tenants and the first search ask for.
 * In short pieces, so that everything else goes on; whoever asks earlier gets the same answers.
 * @param ended once true, nothing more is done
 */
export async function warmUp(
  {
    registry,
    agreements,
    tenants,
  }: {
    readonly registry: { readonly snapshot: () => RegistrySnapshot };
    readonly agreements: Agreements;
    readonly tenants: TenantIndex;
  },
  ended: () => boolean,
): Promise<void> {
  const ending = new Error('ended');
  const rest = async (): Promise<void> => {
    await setImmediate();
    if (ended()) throw ending;
  };
  try {
    await rest();
    const snapshot = registry.snapshot();
    agreements.refresh(snapshot);
    tenants.refresh(snapshot);
    await agreements.warm(rest);
    await tenants.warm(rest);
  } catch (error) {
    if (error !== ending) throw error;
  }
}
