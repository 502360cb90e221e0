import { guardDesign } from '../../src/shared/planning/guard.ts';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { openRawConnections } from './raw-client.ts';
import { timed, type Timed } from './result.ts';

/** How the raw client goes about it. */
export interface FloorPlan {
  readonly connections: number;
  /** `phases`: all databases, then all security, then all guards; `chains`: one database after the other. */
  readonly order: 'phases' | 'chains';
}

export const floorPlans: readonly FloorPlan[] = [16, 32, 64].flatMap((connections) => [
  { connections, order: 'phases' },
  { connections, order: 'chains' },
]);

const databaseNames = ['products', 'sales', 'users'];
const accountNames = ['sync', 'admin'];
const usersAtOnce = 100;

/**
 * Provisions a fleet from nothing by raw requests, with the very bodies the console writes: databases with
 * one shard, security with marker, guard, two accounts.
 */
export async function provisionRaw(
  server: CouchDbAddress,
  tenants: number,
  { connections, order }: FloorPlan,
): Promise<Timed<void>> {
  const fleet = Array.from({ length: tenants }, (_, index) => rawTenant(index));
  const databases = fleet.flatMap((tenant) => tenant.databases);
  const users = fleet.flatMap((tenant) => tenant.users);
  const groups = Array.from({ length: Math.ceil(users.length / usersAtOnce) }, (_, index) =>
    JSON.stringify({ docs: users.slice(index * usersAtOnce, (index + 1) * usersAtOnce) }),
  );
  const design = JSON.stringify({ _id: guardDesign.id, ...guardDesign.body });
  const raw = await openRawConnections(server, connections);
  try {
    return await timed(async () => {
      if (order === 'chains') {
        await raw.forEach(databases, async (send, { path, security }) => {
          await send('PUT', `${path}?q=1`);
          await send('PUT', `${path}/_security`, security);
          await send('PUT', `${path}/${guardDesign.id}`, design);
        });
      } else {
        await raw.forEach(databases, (send, { path }) => send('PUT', `${path}?q=1`));
        await raw.forEach(databases, (send, { path, security }) =>
          send('PUT', `${path}/_security`, security),
        );
        await raw.forEach(databases, (send, { path }) =>
          send('PUT', `${path}/${guardDesign.id}`, design),
        );
      }
      await raw.forEach(groups, (send, group) => send('POST', '/_users/_bulk_docs', group));
    });
  } finally {
    await raw.close();
  }
}

function rawTenant(index: number) {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const key = `bench-${String(index).padStart(5, '0')}`;
  const security = JSON.stringify({
    admins: { names: [], roles: ['_admin'] },
    members: { names: [], roles: [`t:${id}:1`] },
    mycouch: {
      tenant: id,
      generation: 1,
      state: 'active',
      readOnly: false,
      overQuota: false,
      tenantFields: ['tenant_id', 'shopId'],
    },
  });
  return {
    databases: databaseNames.map((name) => ({ path: `/shop_${key}_${name}`, security })),
    users: accountNames.map((name) => ({
      _id: `org.couchdb.user:shop_${key}_${name}`,
      type: 'user',
      name: `shop_${key}_${name}`,
      roles: [`t:${id}:1`, `t:${id}:1:w`],
      password_scheme: 'pbkdf2',
      pbkdf2_prf: 'sha256',
      iterations: 100,
      salt: 'ab'.repeat(16),
      derived_key: 'cd'.repeat(32),
      mycouch: { tenant: id, account: name, credential: id },
    })),
  };
}
