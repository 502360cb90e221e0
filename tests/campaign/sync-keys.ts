import { createHash, randomUUID } from 'node:crypto';
import { openRegistry } from '../../src/main/registry/open-registry.ts';
import type { Registry } from '../../src/main/registry/registry.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { createApiKey } from '../../src/shared/commands/create-apikey.ts';
import { revokeApiKey } from '../../src/shared/commands/revoke-apikey.ts';
import { tenantState } from '../../src/shared/documents/tenant.ts';
import { pick } from './edits.ts';
import type { SyncDevice } from './sync-device.ts';
import type { SyncModel } from './sync-model.ts';

/** Opens the registry of a data directory that no console has open. */
export function openAlone(directory: string, name: string, clock: Clock): Promise<Registry> {
  return openRegistry({
    directory,
    device: name,
    actor: () => name,
    clock,
    uuid: randomUUID,
    logger: { warn: () => undefined },
  });
}

/**
 * Makes or revokes an API key by the pure commands, on the registry of a device whose console is closed: the
 * console has no call for it.
 * @returns what was done; null where there was nothing to do
 */
export async function randomKeyOperation(options: {
  readonly device: SyncDevice;
  readonly model: SyncModel;
  readonly random: () => number;
  readonly newText: () => string;
}): Promise<string | null> {
  const { device, model, random, newText } = options;
  const { name } = device;
  let done: string | null = null;
  await device.closedFor(async (directory) => {
    const registry = await openAlone(directory, name, device.clock);
    try {
      const { tenants, apikeys, revokedKeys } = registry.snapshot();
      const alive = [...apikeys.values()].flat().filter(({ key_id }) => !revokedKeys.has(key_id));
      const old = random() < 0.5 ? pick(alive, random) : undefined;
      if (old !== undefined) {
        const { key_id: keyId, tenant_id: tenantId } = old;
        await registry.execute(revokeApiKey({ keyId, reason: newText() }));
        done = `revoke the key ${keyId}`;
        const said = { kind: 'key' as const, keyId, revoked: true };
        model.acknowledged(name, { tenantId, what: done, said: [said] });
        return;
      }
      const tenant = pick(
        [...tenants.values()].filter((one) => tenantState(one) !== 'deleted'),
        random,
      );
      if (tenant === undefined) return;
      const { tenant_id: tenantId } = tenant;
      const keyId = newText();
      await registry.execute(
        createApiKey({
          keyId,
          tenantId,
          name: keyId,
          keyHash: createHash('sha256').update(keyId).digest('hex'),
          scopes: { access: 'write', databases: null },
          expiresAt: null,
        }),
      );
      done = `make the key ${keyId} of ${tenant.key}`;
      const said = { kind: 'key' as const, keyId, revoked: false };
      model.acknowledged(name, { tenantId, what: done, said: [said] });
    } finally {
      await registry.close();
    }
  });
  return done;
}
