import type { ConsoleClient } from '../shared/bridge/contract.ts';
import type { TenantRow } from '../shared/bridge/views.ts';
import { ConsoleError } from '../shared/errors.ts';
import { allTenants } from './all-tenants.ts';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The tenant somebody named by its key or its id, the trash included. Two laptops may have given the same
 * key; then only the id says which one is meant. Errors: `not-found`, `invalid-input`.
 */
export async function findTenant(client: ConsoleClient, keyOrId: string): Promise<TenantRow> {
  const found = (await allTenants(client, 'all', keyOrId)).filter(({ key }) => key === keyOrId);
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    const ids = found.map(({ id, state }) => `${id} (${state})`).join(', ');
    throw new ConsoleError(
      'invalid-input',
      `More than one tenant has the key ${keyOrId}: ${ids}.`,
      {
        remedy:
          'Give the id of the one you mean instead of the key. `mycouch tenant rekey ID NEWKEY` sets them apart.',
        details: { key: keyOrId, ids: found.map(({ id }) => id).join(',') },
      },
    );
  }
  if (uuidPattern.test(keyOrId)) return await client.tenants.get({ id: keyOrId.toLowerCase() });
  throw new ConsoleError('not-found', `There is no tenant ${keyOrId.slice(0, 60)}.`, {
    remedy: 'Look for its key with `mycouch tenant list --state all`.',
    details: { key: keyOrId.slice(0, 60) },
  });
}
