import type { KnownKey } from '../../shared/bridge/key-views.ts';
import { stateOfKey } from '../../shared/keys/replaced-keys.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';

/** The key with an id and the SHA-256 of the whole key; null where the registry has another or none. */
export function knownKey(
  snapshot: RegistrySnapshot,
  { id, digest }: { readonly id: string; readonly digest: string },
  now: string,
): KnownKey | null {
  const key = snapshot.apikeysById.get(id);
  if (key?.key_hash !== digest) return null;
  const tenant = snapshot.tenants.get(key.tenant_id);
  return {
    id,
    name: key.name,
    tenantId: key.tenant_id,
    tenantKey: tenant?.key ?? '',
    tenantName: tenant?.name ?? key.tenant_id,
    state: stateOfKey(key, snapshot, now),
  };
}
