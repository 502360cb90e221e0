import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/shared/clock.ts';
import type { DriftReport } from '../../src/shared/bridge/drift-views.ts';
import type { ConsoleOptions } from '../../src/main/console/console-options.ts';
import type { Console } from '../../src/main/console/ports.ts';
import { quickClock } from '../campaign/quick-clock.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { byHand, principals, type Hand } from '../support/damage.ts';
import {
  openTestConsole,
  reveal,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

const blueprint = {
  _id: 'blueprint_full',
  type: 'blueprint',
  name: 'full',
  title: 'Everything a blueprint can have',
  version: 1,
  database_pattern: 'full_{key}_{name}',
  account_pattern: 'full_{key}_{name}',
  databases: [
    {
      name: 'products',
      q: 1,
      revs_limit: 500,
      designs: [
        {
          name: 'catalog',
          version: 1,
          body: { views: { byName: { map: 'function (doc) { emit(doc.name); }' } } },
        },
      ],
      indexes: [{ name: 'by-name', fields: ['name'] }],
    },
    { name: 'sales', q: 1 },
    { name: 'users', q: 1 },
  ],
  accounts: [
    { name: 'sync', access: 'write' },
    { name: 'admin', access: 'administer' },
  ],
  tenant_fields: ['tenant_id'],
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'test',
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: 'test',
};

let server: CouchDbServer;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let console: Console;
let hand: Hand;

beforeAll(async () => {
  server = await startCouchDb();
  hand = byHand(rawClient(server, server));
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  directory = await temporaryDirectory('drift');
});
afterEach(async () => {
  await console.close();
  await directory.remove();
});

async function open(
  replication: 'on-demand' | 'at-start',
  keys: readonly string[],
  options: Partial<ConsoleOptions> = {},
) {
  console = await openTestConsole(directory.path, { replication, ...options });
  const { url, username, password } = server;
  await console.api.connection.connect({ url, username, password });
  const ids: string[] = [];
  await hand.write('/couch-sitter/blueprint_full', blueprint).catch(() => undefined);
  await console.api.sync.now(undefined);
  for (const key of keys) {
    const form = { ...tenantForm(key), blueprint: 'blueprint_full' };
    ids.push((await console.api.tenants.create(form)).id);
  }
  await planAndApply();
  return ids;
}

async function planAndApply() {
  const plan = await console.api.plan.make(undefined);
  const report = await console.api.plan.apply({ planId: plan.id });
  expect(report).toMatchObject({ failed: 0, skipped: 0, applied: plan.operations });
  return plan;
}

const sweep = () => console.api.drift.sweep(undefined);
const found = ({ findings }: DriftReport) => findings.map(({ id }) => id).sort();
const user = (name: string) => `/_users/org.couchdb.user:${name}`;

/** Every kind of change that a hand can make, each on a thing of its own. */
async function damageEverything(): Promise<readonly string[]> {
  await hand.change('/full_one_products/_security', (security) => ({
    ...security,
    members: { names: [], roles: [...principals(security).roles, 'support'] },
  }));
  await hand.write('/full_one_sales/_security', {});
  await hand.remove('/full_one_users');
  await hand.change('/full_two_sales/_security', ({ admins, members }) => ({ admins, members }));
  await hand.change('/full_two_users/_security', (security) => ({
    ...security,
    mycouch: { ...Object(security['mycouch']), readOnly: true },
  }));
  await hand.removeDocument('/full_two_products/_design/catalog');
  await hand.remove('/full_two_products/_index/_design/mycouch-index-by-name/json/by-name');
  await hand.write('/full_two_products/_revs_limit', 7);
  await hand.change('/full_three_products/_design/catalog', (design) => ({
    ...design,
    views: { all: { map: 'function (doc) { emit(doc._id); }' } },
  }));
  await hand.change('/full_three_sales/_design/mycouch', (design) => ({
    ...design,
    validate_doc_update: 'function () {}',
  }));
  await hand.removeDocument(user('full_three_sync'));
  await hand.change(user('full_three_admin'), (document) => ({
    ...document,
    roles: ['shop-keepers'],
  }));
  await hand.change(user('full_four_sync'), ({ derived_key, salt, ...document }) => {
    expect([typeof derived_key, typeof salt]).toEqual(['string', 'string']);
    return { ...document, password: 'canary-5f0c2e91' };
  });
  await hand.write('/made_by_hand', undefined);
  return [
    'access-added full_one_products',
    'database-public full_one_sales',
    'database-deleted full_one_users',
    'access-removed full_two_sales',
    'marker-changed full_two_users',
    'design-removed full_two_products/_design/catalog',
    'index-removed full_two_products/by-name',
    'limit-changed full_two_products',
    'design-changed full_three_products/_design/catalog',
    'design-changed full_three_sales/_design/mycouch',
    'account-removed full_three_sync',
    'account-roles-changed full_three_admin',
    'account-password-changed full_four_sync',
    'database-added made_by_hand',
  ].sort();
}

describe('what a hand changed on a real server', () => {
  it('is found by one sweep, each thing by its name, told from edits, and put right by one plan', async () => {
    const keys = ['one', 'two', 'three', 'four', 'five'];
    const [, , , four = '', five = ''] = await open('on-demand', keys);
    expect(found(await sweep())).toEqual([]);

    // A first login makes the server re-hash: that is nobody's change.
    const own = await reveal(console, four, 'admin', server.password);
    const before = await hand.read(user(own.username));
    expect((await rawClient(server, own)('GET', '/full_four_sales')).status).toBe(200);
    await expect
      .poll(async () => (await hand.read(user(own.username)))['_rev'], { timeout: 10_000 })
      .not.toBe(before['_rev']);
    const quiet = await sweep();
    expect([found(quiet), quiet.unverified, quiet.pending]).toEqual([[], 0, 0]);

    const expected = await damageEverything();
    await console.api.tenants.suspend({ id: five });
    const report = await sweep();
    expect(found(report)).toEqual(expected);
    // Only the suspension waits: what a hand did is drift, nobody's edit.
    expect(report).toMatchObject({ problem: null, pending: 1, unverified: 0 });
    expect(report.findings[0]).toMatchObject({ kind: 'database-public', alarm: true });
    expect(report.findings.filter(({ alarm }) => alarm)).toHaveLength(1);
    expect(JSON.stringify(report)).not.toMatch(/derived_key|salt|canary/);
    const since = new Map(report.findings.map((row) => [row.id, row.since]));

    const again = await sweep();
    expect(found(again)).toEqual(expected);
    for (const row of again.findings) expect(row.since).toBe(since.get(row.id));

    const plan = await planAndApply();
    expect(plan.drift).toHaveLength(expected.length - 1);
    const edits = plan.tenants.filter(({ corrections }) => corrections === 0);
    expect(edits.map(({ key }) => key)).toEqual(['five']);
    expect(plan.corrections).toBe(
      plan.operations - edits.reduce((sum, { operations }) => sum + operations, 0),
    );
    expect(found(await sweep())).toEqual(['database-added made_by_hand']);
    expect((await console.api.plan.make(undefined)).operations).toBe(0);
    await hand.remove('/made_by_hand');
    expect(found(await sweep())).toEqual([]);
  });

  it('may be adopted, survives the next plan, and goes when the adoption is taken back', async () => {
    const [id = ''] = await open('on-demand', ['adopt']);
    const security = '/full_adopt_sales/_security';
    const own = principals(await hand.read(security)).roles;
    await hand.change(security, (body) => ({
      ...body,
      members: { names: ['auditor'], roles: [...own, 'support'] },
    }));
    await hand.removeDocument('/full_adopt_products/_design/catalog');
    const ids = found(await sweep());
    expect(ids).toEqual([
      'access-added full_adopt_sales',
      'design-removed full_adopt_products/_design/catalog',
    ]);
    const after = await console.api.drift.adopt({ findingIds: ids });
    expect([found(after), after.pending]).toEqual([[], 1]);

    // The generation rises with it; who was let in stays.
    const plan = await planAndApply();
    expect(plan.counts).toMatchObject({ 'security.write': 3, 'design.write': 0 });
    expect(plan.corrections).toBe(0);
    expect(principals(await hand.read(security))).toEqual({
      names: ['auditor'],
      roles: [...own, 'support'],
    });
    const gone = await rawClient(server, server)('GET', '/full_adopt_products/_design/catalog');
    expect(gone.status).toBe(404);
    expect(found(await sweep())).toEqual([]);
    expect((await console.api.plan.make({ scope: 'all' })).operations).toBe(0);

    await console.api.drift.dropOverride({ tenantId: id, database: 'full_adopt_sales' });
    await planAndApply();
    expect(principals(await hand.read(security))).toEqual({ names: [], roles: own });
    const { rows } = await console.api.audit.recent({ tenantId: id, offset: 0, limit: 20 });
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['drift_adopted', 'override_dropped']),
    );
  });

  it('is never adopted where it opens a database, joins two tenants or is no longer there', async () => {
    const [, second = ''] = await open('on-demand', ['first', 'second']);
    await hand.write('/full_first_sales/_security', {});
    await hand.change('/full_first_users/_security', (body) => ({
      ...body,
      members: { names: [], roles: [...principals(body).roles, `t:${second}:1`] },
    }));
    await hand.change('/full_second_sales/_security', (body) => ({
      ...body,
      members: { names: ['somebody'], roles: principals(body).roles },
    }));
    const report = await sweep();
    const adopt = (id: string) => console.api.drift.adopt({ findingIds: [id] });
    for (const id of ['database-public full_first_sales', 'access-added full_first_users']) {
      expect(report.findings.find((row) => row.id === id)?.adoptable).toBe(false);
      await expect(adopt(id)).rejects.toMatchObject({ code: 'invalid-input' });
    }
    await hand.change('/full_second_sales/_security', (body) => ({
      ...body,
      members: { names: [], roles: principals(body).roles },
    }));
    await expect(adopt('access-added full_second_sales')).rejects.toMatchObject({
      code: 'plan-stale',
    });
    await planAndApply();
    expect(found(await sweep())).toEqual([]);
  });

  it('is found within a minute by itself: at once where a feed tells, else by the next sweep', async () => {
    // Ten times quicker; what it was asked to wait is what a person would wait.
    const quick = quickClock(10);
    const pauses: number[] = [];
    const clock: Clock = {
      now: quick.now,
      timer: (milliseconds, callback) => {
        pauses.push(milliseconds);
        return quick.timer(milliseconds, callback);
      },
    };
    await open('at-start', ['watched'], { clock });
    const until = (fits: (report: DriftReport) => boolean) =>
      expect
        .poll(async () => fits(await console.api.drift.current(undefined)), {
          timeout: 60_000,
          interval: 200,
        })
        .toBe(true);
    await until(({ sweptAt, findings }) => sweptAt !== null && findings.length === 0);
    await hand.change(user('full_watched_sync'), (document) => ({ ...document, roles: [] }));
    await until((report) => found(report).includes('account-roles-changed full_watched_sync'));
    await hand.write('/full_watched_sales/_security', {});
    await until(({ findings }) => findings.some(({ alarm }) => alarm));
    // From one sweep to the next.
    expect(pauses).toContain(30_000);
    await planAndApply();
    await until(({ findings }) => findings.length === 0);
  });
});
