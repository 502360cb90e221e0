import { describe, expect, it } from 'vitest';
import type { Tenant } from '../../../../src/shared/documents/tenant.ts';
import { describeRefusal } from '../../../../src/shared/planning/describe-refusal.ts';
import { desired, desiredTenant } from '../../../../src/shared/planning/desired.ts';
import { diff } from '../../../../src/shared/planning/diff.ts';
import { digest } from '../../../../src/shared/planning/digest.ts';
import { guardId } from '../../../../src/shared/planning/guard.ts';
import { makePlan } from '../../../../src/shared/planning/make-plan.ts';
import type { ServerSpec } from '../../../../src/shared/planning/server-spec.ts';
import { userDocument } from '../../../../src/shared/planning/user-document.ts';
import {
  type Fleet,
  fleetSnapshot,
  fleetTenant,
  makeFleet,
  restored,
  withdrawn,
} from '../../../support/fleet.ts';
import {
  adminOnly,
  emptyServer,
  observed,
  perform,
  type SimulatedServer,
  withDatabase,
} from '../../../support/simulated-server.ts';

const specOf = (fleet: Fleet, changed: readonly Tenant[] = []): ServerSpec =>
  desired(fleetSnapshot(fleet, changed), 'server_x');
const difference = (spec: ServerSpec, server: SimulatedServer) =>
  diff(spec, observed(server, spec));
const applied = (spec: ServerSpec, server: SimulatedServer): SimulatedServer =>
  difference(spec, server).operations.reduce(perform, server);
const first = (fleet: Fleet): Tenant => {
  const tenant = fleet.tenants[0];
  if (tenant === undefined) throw new Error('empty fleet');
  return tenant;
};

describe('diff', () => {
  it('plans a new tenant in the order that is never open', async () => {
    const spec = specOf(await makeFleet(['aa']));
    const { operations } = difference(spec, emptyServer);
    expect(operations.map(({ id }) => id)).toEqual([
      'database.create shop_aa_products',
      'database.create shop_aa_sales',
      'database.create shop_aa_users',
      'security.write shop_aa_products',
      'security.write shop_aa_sales',
      'security.write shop_aa_users',
      'design.write shop_aa_products/_design/mycouch',
      'design.write shop_aa_sales/_design/mycouch',
      'design.write shop_aa_users/_design/mycouch',
      'user.write shop_aa_sync',
      'user.write shop_aa_admin',
    ]);
  });

  it('makes no database where the server would open it to everyone until it is secured', async () => {
    const fleet = await makeFleet(['aa', 'bb']);
    const [aa, bb] = fleet.tenants;
    if (aa === undefined || bb === undefined) throw new Error('no fleet');
    const open = (server: SimulatedServer, spec: ServerSpec) => {
      const state = observed(server, spec);
      const capabilities = { ...state.capabilities, newDatabasesPublic: true };
      return diff(spec, { ...state, capabilities });
    };
    const spec = specOf(fleet);
    const refused = open(emptyServer, spec);
    expect(refused.operations).toEqual([]);
    expect(refused.refusals.map(({ reason }) => reason)).toEqual([
      'new-databases-public',
      'new-databases-public',
    ]);
    expect(refused.refusals.map(describeRefusal)[0]).toContain('default_security');

    // What exists is looked after all the same.
    const server = applied(spec, emptyServer);
    const closing = open(server, specOf(fleet, [withdrawn(aa)]));
    expect(closing.refusals).toEqual([]);
    expect(closing.operations.map(({ tenantKey }) => tenantKey)).toContain('aa');
  });

  it('withdraws with nothing but closed databases and users without roles', async () => {
    const fleet = await makeFleet(['aa']);
    const server = applied(specOf(fleet), emptyServer);
    const off = withdrawn(first(fleet));
    const { operations } = difference(specOf(fleet, [off]), server);
    expect(operations.map(({ kind }) => kind)).toEqual([
      ...Array<string>(3).fill('security.write'),
      ...Array<string>(2).fill('user.write'),
    ]);
    for (const operation of operations) {
      if (operation.kind === 'user.write') {
        expect(operation).toMatchObject({ roles: [], change: 'roles', after: [] });
      }
      if (operation.kind === 'security.write') {
        const reader = `t:${off.tenant_id}:2`;
        const scope = `${reader}:d:${operation.target.replace('shop_aa_', '')}`;
        expect(operation.body.members).toEqual({ names: [], roles: [reader, scope] });
        expect(operation.body.mycouch).toMatchObject({ generation: 2, state: 'suspended' });
      }
    }
  });

  it('gives back exactly what was, under the new epoch', async () => {
    const fleet = await makeFleet(['aa']);
    const before = applied(specOf(fleet), emptyServer);
    const off = withdrawn(first(fleet));
    const suspended = applied(specOf(fleet, [off]), before);
    const after = applied(specOf(fleet, [restored(off)]), suspended);
    const roles = (server: SimulatedServer) => [...server.users.values()].map((user) => user.roles);
    const moved = (all: readonly (readonly string[])[]) =>
      all.map((list) => list.map((role) => role.replace(/:1(:|$)/, ':2$1')));
    expect(roles(after)).toEqual(moved(roles(before)));
    expect([...after.databases.keys()]).toEqual([...before.databases.keys()]);
  });

  it('does not take the guard alone for proof: the server must know the tenant too', async () => {
    const old = await makeFleet(['aa']);
    let server = applied(specOf(old), emptyServer);
    for (const [name, database] of server.databases) {
      server = withDatabase(server, name, { ...database, security: { ...adminOnly } });
    }
    server = { ...server, users: new Map() };
    const newcomer = specOf(await makeFleet(['aa']));
    expect(difference(newcomer, server)).toMatchObject({
      operations: [],
      refusals: [{ reason: 'database-unmanaged' }],
    });
  });

  it('repairs a lost marker where a user or another database still tells whose it is', async () => {
    const fleet = await makeFleet(['aa']);
    const spec = specOf(fleet);
    const whole = applied(spec, emptyServer);
    const database = whole.databases.get('shop_aa_sales');
    if (database === undefined) throw new Error('not made');
    const damaged = withDatabase(whole, 'shop_aa_sales', { ...database, security: adminOnly });
    expect(difference(spec, damaged).operations.map(({ id }) => id)).toEqual([
      'security.write shop_aa_sales',
    ]);
  });

  it('leaves the guard of a newer console alone and replaces an older one', async () => {
    const spec = specOf(await makeFleet(['aa']));
    const whole = applied(spec, emptyServer);
    const database = whole.databases.get('shop_aa_sales');
    if (database === undefined) throw new Error('not made');
    const withGuard = (version: number) =>
      withDatabase(whole, 'shop_aa_sales', {
        ...database,
        designs: new Map([[guardId, { id: guardId, rev: '7-x', digest: 'other', version }]]),
      });
    expect(difference(spec, withGuard(3)).operations).toEqual([]);
    expect(difference(spec, withGuard(0)).operations).toMatchObject([
      { id: 'design.write shop_aa_sales/_design/mycouch', rev: '7-x' },
    ]);
  });

  it('writes a changed credential, and names what the server had', async () => {
    const fleet = await makeFleet(['aa']);
    const server = applied(specOf(fleet), emptyServer);
    const rotated = await makeFleet(['aa']);
    const accounts = [...rotated.accounts.values()]
      .flat()
      .map((account) => ({ ...account, tenant_id: first(fleet).tenant_id }));
    const spec = specOf({ ...fleet, accounts: new Map([[first(fleet).tenant_id, accounts]]) });
    expect(difference(spec, server).operations).toMatchObject([
      {
        kind: 'user.write',
        change: 'credential',
        before: { roles: [`t:${first(fleet).tenant_id}:1`, `t:${first(fleet).tenant_id}:1:w`] },
      },
      { kind: 'user.write', change: 'credential' },
    ]);
  });
});

describe('two tenants with one key', () => {
  const pair = async () => {
    const fleet = await makeFleet(['aa', 'aa']);
    const [older, newer] = fleet.tenants;
    if (older === undefined || newer === undefined) throw new Error('no pair');
    const later = { ...newer, createdAt: '2026-04-01T00:00:00.000Z' };
    return { fleet: { ...fleet, tenants: [older, later] }, older, newer: later };
  };

  it('goes to the earlier one where the server knows neither', async () => {
    const { fleet, older, newer } = await pair();
    expect(difference(specOf(fleet), emptyServer).refusals).toEqual([
      { tenantId: newer.tenant_id, key: 'aa', reason: 'key-collision', subject: older.tenant_id },
    ]);
  });

  it('stays with the one the server knows, even if it was created later', async () => {
    const { fleet, older, newer } = await pair();
    const server = applied(specOf({ ...fleet, tenants: [newer] }), emptyServer);
    const { operations, refusals } = difference(specOf(fleet), server);
    expect(operations).toEqual([]);
    expect(refusals).toMatchObject([{ tenantId: older.tenant_id, reason: 'key-collision' }]);
  });

  it('stays manageable: the one the server knows can be suspended, and the other stays out', async () => {
    const { fleet, older, newer } = await pair();
    const server = applied(specOf({ ...fleet, tenants: [newer] }), emptyServer);
    const { operations, refusals } = difference(specOf(fleet, [withdrawn(newer)]), server);
    expect(new Set(operations.map(({ tenantId }) => tenantId))).toEqual(new Set([newer.tenant_id]));
    expect(operations).toHaveLength(5);
    expect(refusals).toMatchObject([{ tenantId: older.tenant_id, reason: 'key-collision' }]);
  });

  it('closes what carries the marker of a tenant that lost its names on the server', async () => {
    const { fleet, older, newer } = await pair();
    let server = applied(specOf({ ...fleet, tenants: [newer] }), emptyServer);
    const sales = server.databases.get('shop_aa_sales');
    const mine = specOf({ ...fleet, tenants: [older] }).tenants[0]?.databases[0]?.security;
    if (sales === undefined || mine === undefined) throw new Error('not made');
    server = withDatabase(server, 'shop_aa_sales', {
      ...sales,
      security: { ...mine, markerBroken: false, otherKeys: [] },
    });
    const both = specOf(fleet, [withdrawn(older), withdrawn(newer)]);
    const targets = difference(both, server).operations.map(({ id, tenantId }) => [tenantId, id]);
    expect(targets).toContainEqual([older.tenant_id, 'security.write shop_aa_sales']);
    expect(targets).toContainEqual([newer.tenant_id, 'security.write shop_aa_users']);
    expect(targets).not.toContainEqual([newer.tenant_id, 'security.write shop_aa_sales']);
  });

  it('prefers one that is not in the trash', async () => {
    const { fleet, older, newer } = await pair();
    const trashed = { ...older, deletedAt: '2026-04-02T00:00:00.000Z' };
    const { operations, refusals } = difference(specOf(fleet, [trashed]), emptyServer);
    expect(new Set(operations.map(({ tenantId }) => tenantId))).toEqual(new Set([newer.tenant_id]));
    expect(refusals).toMatchObject([{ tenantId: older.tenant_id }]);
  });
});

describe('desired', () => {
  it.each<[string, Partial<Tenant>, string]>([
    ['a key that is none', { key: 'Not_A_Key' }, 'key-invalid'],
    ['a blueprint that is not there', { blueprint: 'blueprint_none' }, 'blueprint-missing'],
    ['accounts that are not there', { key: 'bb' }, 'account-missing'],
  ])('refuses %s', async (_name, change, reason) => {
    const fleet = await makeFleet(['aa']);
    const tenant = { ...first(fleet), ...change };
    const wish = desiredTenant(fleetSnapshot(fleet), tenant);
    expect(wish).toMatchObject({ outcome: 'refused', refusal: { reason } });
  });

  it('leaves tenants of other servers out', async () => {
    const fleet = await makeFleet(['aa']);
    const elsewhere = { ...first(fleet), server_id: 'server_y' };
    expect(desired(fleetSnapshot(fleet, [elsewhere]), 'server_x')).toEqual({
      tenants: [],
      refusals: [],
      signingKeys: [],
    });
    expect(desired(fleetSnapshot(fleet, [elsewhere]), 'server_y').tenants).toHaveLength(1);
  });

  it('hashes for servers that do not know pbkdf2_prf too', async () => {
    const tenant = specOf(await makeFleet(['aa'])).tenants[0];
    const user = tenant?.users[0];
    if (tenant === undefined || user === undefined) throw new Error('no user');
    const capabilities = {
      version: '3.3.3',
      pbkdf2Prf: false,
      newDatabasesPublic: false,
      practice: false,
      nodes: [],
      jwt: false,
      databaseUpdates: false,
    };
    const old = userDocument(tenant, user, capabilities);
    expect(old).toMatchObject({ derived_key: user.hash.sha1, password_scheme: 'pbkdf2' });
    expect(old).not.toHaveProperty('pbkdf2_prf');
    expect(userDocument(tenant, user, { ...capabilities, pbkdf2Prf: true })).toMatchObject({
      derived_key: user.hash.sha256,
      pbkdf2_prf: 'sha256',
    });
  });
});

describe('digest', () => {
  it('is the same for the same wish and another for every change of it', async () => {
    const fleet = await makeFleet(['aa']);
    const of = (tenant: Tenant) => {
      const wish = desiredTenant(fleetSnapshot(fleet), tenant);
      return wish.outcome === 'spec' ? digest(wish.spec) : 'refused';
    };
    const tenant = first(fleet);
    expect(of(tenant)).toMatch(/^[0-9a-f]{16}$/);
    expect(of({ ...tenant, name: 'another name' })).toBe(of(tenant));
    const changes = [
      tenant,
      { ...tenant, generation: 2 },
      { ...tenant, epoch: 2 },
      { ...tenant, readOnly: true },
      { ...tenant, enabled: false },
      withdrawn(tenant),
    ];
    expect(new Set(changes.map(of)).size).toBe(changes.length);
  });
});

describe('makePlan and describeRefusal', () => {
  it('assembles a plan and explains every refusal', async () => {
    const spec = specOf({ ...(await makeFleet(['aa'])), tenants: [fleetTenant('zz')] });
    const plan = makePlan({
      id: 'p',
      madeAt: '2026-01-01T00:00:00.000Z',
      registrySeq: 4,
      spec,
      state: observed(emptyServer, spec),
      drift: [],
      wishes: new Map([['t', 'wish']]),
    });
    expect(plan).toMatchObject({ id: 'p', registrySeq: 4, tenants: 1, couchdbUuid: 'simulated' });
    expect(plan.refusals.map(describeRefusal)).toEqual([
      'The registry has no credential for the account “shop_zz_sync”. Synchronise first; it may be on another device.',
    ]);
  });
});
