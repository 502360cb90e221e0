import { randomUUID } from 'node:crypto';
import { ensureBlueprint } from '../../src/shared/commands/ensure-blueprint.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { openRegistry } from '../../src/main/registry/open-registry.ts';
import type { Registry } from '../../src/main/registry/registry.ts';
import { systemClock } from './registry-samples.ts';

/** Opens a registry in a directory as a device of that name would. */
export function openTestRegistry(directory: string, device = 'device'): Promise<Registry> {
  return openRegistry({
    directory,
    device,
    actor: () => 'anna',
    clock: systemClock,
    uuid: randomUUID,
    logger: { warn: () => undefined },
  });
}

/** The same, with the preset blueprint in it. */
export async function openPreparedRegistry(directory: string, device?: string): Promise<Registry> {
  const registry = await openTestRegistry(directory, device);
  await registry.execute(ensureBlueprint(shopBlueprint));
  return registry;
}
