import type { RevocationPreview } from '../../shared/bridge/key-views.ts';
import { tenantState } from '../../shared/documents/tenant.ts';
import { stateOfKey } from '../../shared/keys/replaced-keys.ts';
import { longestTokenLife } from '../../shared/keys/token-life.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';

const namesShown = 5;

/** What revoking these keys would leave behind, softly and hard. */
export function revocationPreview(
  snapshot: RegistrySnapshot,
  keyIds: readonly string[],
  now: string,
): RevocationPreview {
  const chosen = new Set(keyIds);
  const keys = [...chosen].flatMap((id) => snapshot.apikeysById.get(id) ?? []);
  const tenants = [...new Set(keys.map(({ tenant_id }) => tenant_id))]
    .flatMap((id) => snapshot.tenants.get(id) ?? [])
    .filter((tenant) => tenantState(tenant) === 'active');
  let otherKeys = 0;
  for (const { tenant_id } of tenants) {
    for (const key of snapshot.apikeys.get(tenant_id) ?? []) {
      if (!chosen.has(key.key_id) && stateOfKey(key, snapshot, now) === 'active') otherKeys += 1;
    }
  }
  return {
    keys: keys.filter(({ key_id }) => !snapshot.revokedKeys.has(key_id)).length,
    tokensUntil: new Date(Date.parse(now) + longestTokenLife).toISOString(),
    hardTenants: tenants.length,
    tenantNames: tenants.slice(0, namesShown).map(({ name }) => name),
    otherKeys,
  };
}
