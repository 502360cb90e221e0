import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { pollute } from '../support/pollute.ts';
import {
  listTenants,
  openTestConsole,
  reveal,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

let server: CouchDbServer;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let console: Console;

beforeAll(async () => {
  server = await startCouchDb();
  await pollute(server);
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  directory = await temporaryDirectory('console');
  console = await openTestConsole(directory.path);
});
afterEach(async () => {
  await console.close();
  await directory.remove();
});

const as = (username: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  'content-type': 'application/json',
});

async function send(
  who: { readonly username: string; readonly password: string },
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: as(who.username, who.password),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

const connect = () =>
  console.api.connection.connect({
    url: server.url,
    username: server.username,
    password: server.password,
  });

async function planAndApply() {
  const plan = await console.api.plan.make(undefined);
  const report = await console.api.plan.apply({ planId: plan.id });
  expect(report).toMatchObject({ failed: 0, skipped: 0, applied: plan.operations });
  return plan;
}

describe('the console on a real server', () => {
  it('provisions tenants made offline, and has nothing to do the second time', async () => {
    const a = await console.api.tenants.create(tenantForm('alpha-one'));
    const b = await console.api.tenants.create(tenantForm('alpha-two'));
    expect(a.provisioning).toBe('waiting');
    expect((await listTenants(console)).counts.waiting).toBe(2);

    const info = await connect();
    expect(info).toMatchObject({ mayApply: true, practice: false });
    const plan = await planAndApply();
    expect(plan.counts).toMatchObject({ 'database.create': 6, 'user.write': 4 });
    expect(plan.refusals).toEqual([]);
    expect(plan.unmanagedDatabases).toContain('accounting');

    expect((await console.api.tenants.get({ id: a.id })).provisioning).toBe('applied');
    const again = await console.api.plan.make(undefined);
    expect(again.operations).toBe(0);

    const own = await reveal(console, a.id, 'sync', server.password);
    const document = { tenant_id: a.id, name: 'Tea' };
    expect(await send(own, 'PUT', '/shop_alpha-one_products/tea', document)).toMatchObject({
      status: 201,
    });
    expect(await send(own, 'GET', '/shop_alpha-one_products/tea')).toMatchObject({ status: 200 });
    expect(await send(own, 'GET', '/shop_alpha-two_products')).toMatchObject({ status: 403 });
    expect(
      await send(own, 'PUT', '/shop_alpha-one_products/wrong', { tenant_id: b.id }),
    ).toMatchObject({ status: 403 });
    // The login made the server re-hash the account; that is no difference.
    expect((await console.api.plan.make(undefined)).operations).toBe(0);
  });

  it('withdraws access when suspended and gives it back when activated', async () => {
    const tenant = await console.api.tenants.create(tenantForm('beta-one'));
    await connect();
    await planAndApply();
    const own = await reveal(console, tenant.id, 'sync', server.password);
    const ask = () => send(own, 'GET', '/shop_beta-one_sales');
    expect((await ask()).status).toBe(200);

    await console.api.tenants.suspend({ id: tenant.id });
    expect((await console.api.tenants.get({ id: tenant.id })).provisioning).toBe('waiting');
    await planAndApply();
    expect((await ask()).status).toBe(403);

    await console.api.tenants.activate({ id: tenant.id });
    await planAndApply();
    expect((await ask()).status).toBe(200);
  });

  it('replicates with an account of its own that is no administrator', async () => {
    const info = await connect();
    await syncStatus(console, ({ state }) => state === 'synced');
    const admin = { username: server.username, password: server.password };
    const security = await send(admin, 'GET', '/couch-sitter/_security');
    expect(security.body).toMatchObject({
      admins: { roles: ['_admin'] },
      members: { roles: ['_admin', 'couch-sitter:operator'] },
    });
    const user = await send(admin, 'GET', `/_users/org.couchdb.user:${info.operatorAccount}`);
    expect(user.body).toMatchObject({ roles: ['couch-sitter:operator'] });
    const anybody = await fetch(`${server.url}/couch-sitter`);
    expect([401, 403]).toContain(anybody.status);
    await anybody.body?.cancel();
  });

  it('notices that the registry changed under a plan', async () => {
    const tenant = await console.api.tenants.create(tenantForm('gamma-one'));
    await connect();
    const plan = await console.api.plan.make(undefined);
    await console.api.tenants.suspend({ id: tenant.id });
    expect((await console.api.plan.current(undefined))?.stale).not.toBeNull();
    await expect(console.api.plan.apply({ planId: plan.id })).rejects.toMatchObject({
      code: 'plan-stale',
    });
    // A change of the name alone asks nothing of the server.
    const next = await console.api.plan.make(undefined);
    await console.api.tenants.edit({ id: tenant.id, name: 'Gamma' });
    expect((await console.api.plan.current(undefined))?.stale).toBeNull();
    expect(next.id).not.toBe(plan.id);
  });

  it('refuses a tenant whose database somebody else made, and lets its key be changed', async () => {
    const admin = { username: server.username, password: server.password };
    await send(admin, 'PUT', '/shop_delta-one_products');
    await send(admin, 'PUT', '/shop_delta-one_products/here', { made: 'by hand' });
    const tenant = await console.api.tenants.create(tenantForm('delta-one'));
    await connect();
    const plan = await console.api.plan.make(undefined);
    expect(plan.refusals).toMatchObject([
      { key: 'delta-one', reason: 'database-unmanaged', subject: 'shop_delta-one_products' },
    ]);
    const refused = await console.api.tenants.get({ id: tenant.id });
    expect(refused).toMatchObject({ provisioning: 'refused', keyChangeable: true });
    await console.api.tenants.changeKey({ id: tenant.id, key: 'delta-two' });
    const applied = await planAndApply();
    expect(applied.refusals).toEqual([]);
    expect(await console.api.tenants.get({ id: tenant.id })).toMatchObject({
      provisioning: 'applied',
      keyChangeable: false,
    });
  });

  it('tells progress to the end and notes the run in the audit log', async () => {
    for (const key of ['eps-one', 'eps-two', 'eps-three']) {
      await console.api.tenants.create(tenantForm(key));
    }
    await connect();
    const seen: { done: number; running: boolean }[] = [];
    console.events.on('plan.progress', ({ done, running }) => seen.push({ done, running }));
    const plan = await planAndApply();
    expect(seen.at(-1)).toEqual({ done: plan.operations, running: false });
    const { rows } = await console.api.audit.recent({ tenantId: null, offset: 0, limit: 50 });
    expect(rows.find(({ action }) => action === 'plan_applied')).toMatchObject({
      resource_id: plan.id,
      outcome: 'ok',
      details: { applied: plan.operations, failed: 0 },
    });
  });
});
