import { describe, expect, it } from 'vitest';
import { securityWords, tenantOnServer } from '../../../../src/main/console/tenant-on-server.ts';
import { desiredTenant } from '../../../../src/shared/planning/desired.ts';
import { diff } from '../../../../src/shared/planning/diff.ts';
import { fleetSnapshot, makeFleet, restored, withdrawn } from '../../../support/fleet.ts';
import { emptyServer, observed, perform } from '../../../support/simulated-server.ts';

async function scene() {
  const fleet = await makeFleet(['oak']);
  const [tenant] = fleet.tenants;
  if (tenant === undefined) throw new Error('no tenant');
  const wish = desiredTenant(fleetSnapshot(fleet), tenant);
  if (wish.outcome === 'refused') throw new Error('refused');
  const spec = { tenants: [wish.spec], refusals: [], signingKeys: [] };
  const { operations } = diff(spec, observed(emptyServer, spec));
  const state = observed(operations.reduce(perform, emptyServer), spec);
  return { tenant, spec: wish.spec, state };
}

describe('what was last seen of a tenant on its server', () => {
  it('is said of every database and account, and of those that are not there', async () => {
    const { tenant, spec, state } = await scene();
    const databases = new Map(state.databases);
    databases.delete('shop_oak_sales');
    const asOf = '2026-03-02T00:00:00.000Z';
    const seen = tenantOnServer(tenant, spec, {
      asOf,
      state: { ...state, databases },
      names: new Set(),
      applied: new Set([tenant.tenant_id]),
    });
    expect(seen).toMatchObject({ asOf, appliedSince: true });
    const byName = new Map(seen.databases.map((one) => [one.name, one.seen]));
    expect(byName.get('shop_oak_sales')).toBeNull();
    expect(byName.get('shop_oak_users')).toMatchObject({ generation: 1, deleted: 0 });
    expect(byName.get('shop_oak_users')?.designs).toHaveLength(1);
    expect(seen.accounts).toMatchObject([
      { username: 'shop_oak_sync', credential: 'ours' },
      { username: 'shop_oak_admin', credential: 'ours' },
    ]);
    expect(tenantOnServer(tenant, spec, null)).toMatchObject({ asOf: null, appliedSince: false });
  });

  it('says in words who has access', async () => {
    const { tenant, state } = await scene();
    const security = state.databases.get('shop_oak_sales')?.security;
    if (security === undefined) throw new Error('no database');
    expect(securityWords(tenant, security)).toEqual([
      'The tenant’s accounts and the tokens given out for it have access.',
    ]);
    const later = restored(withdrawn(tenant));
    expect(securityWords(later, security).join(' ')).toMatch(/^Neither .* works too\.$/);
    const nobody = { names: [], roles: [] };
    expect(securityWords(tenant, { ...security, members: nobody })).toEqual([
      'Anyone may read and write it, without signing in.',
    ]);
    const more = { names: ['eve'], roles: [...security.members.roles, 'reporting'] };
    expect(securityWords(tenant, { ...security, members: more })).toContain(
      'Also: the role reporting, the user eve.',
    );
  });
});
