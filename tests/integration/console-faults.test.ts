import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../src/main/console/ports.ts';
import { quickClock } from '../campaign/quick-clock.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { scripted, seeded, startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { pollute } from '../support/pollute.ts';
import {
  openTestConsole,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

let server: CouchDbServer;
let proxy: FaultProxy;
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
  proxy = await startFaultProxy(server.url);
  directory = await temporaryDirectory('faults');
  console = await openTestConsole(directory.path);
});
afterEach(async () => {
  await console.close();
  await proxy.stop();
  await directory.remove();
});

const admin = () => ({ username: server.username, password: server.password });
const connect = (url = proxy.url) => console.api.connection.connect({ url, ...admin() });

async function onServer(method: string, path: string, body?: object) {
  const { username, password } = admin();
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const read: unknown = await answer.json();
  return { status: answer.status, body: read };
}

const freshKey = () => `k${randomUUID().slice(0, 8)}`;

describe('the network goes away', () => {
  it('while one edits: what was edited offline is provisioned after it is back', async () => {
    await connect();
    await syncStatus(console, ({ state }) => state === 'synced');
    await proxy.pause();
    await syncStatus(console, ({ state }) => state === 'offline');

    const key = freshKey();
    const tenant = await console.api.tenants.create(tenantForm(key));
    await expect(console.api.plan.make({ scope: 'all', forecast: 'never' })).rejects.toMatchObject({
      code: 'server-refused',
    });
    expect((await console.api.tenants.get({ id: tenant.id })).provisioning).toBe('waiting');

    await proxy.resume();
    const plan = await console.api.plan.make(undefined);
    expect((await console.api.sync.status(undefined)).state).toBe('synced');
    const report = await console.api.plan.apply({ planId: plan.id });
    expect(report).toMatchObject({ failed: 0, skipped: 0 });
    expect((await onServer('GET', `/shop_${key}_sales/_security`)).body).toMatchObject({
      members: { roles: [`t:${tenant.id}:1`, `t:${tenant.id}:1:d:sales`] },
    });
    expect((await console.api.plan.make(undefined)).operations).toBe(0);
  });

  it('while a plan is applied: the report says so, and planning again heals it', async () => {
    for (let count = 0; count < 8; count += 1) {
      await console.api.tenants.create(tenantForm(freshKey()));
    }
    await connect();
    const plan = await console.api.plan.make(undefined);
    const cut = new Promise<void>((resolve) => {
      console.events.on('plan.progress', ({ done }) => {
        if (done > 0) resolve();
      });
    }).then(() => proxy.pause());
    // Slow enough that the cut falls into the run.
    proxy.setPlan(() => ({ kind: 'delay', milliseconds: 20 }));
    const report = await console.api.plan.apply({ planId: plan.id });
    await cut;
    expect(report.failed).toBeGreaterThan(0);
    expect(report.applied + report.failed + report.skipped).toBe(plan.operations);
    await expect(console.api.plan.apply({ planId: plan.id })).rejects.toMatchObject({
      code: 'plan-stale',
    });

    proxy.setPlan(() => undefined);
    await proxy.resume();
    const rest = await console.api.plan.make(undefined);
    expect(rest.operations).toBeLessThanOrEqual(plan.operations - report.applied);
    expect(await console.api.plan.apply({ planId: rest.id })).toMatchObject({
      failed: 0,
      skipped: 0,
    });
    expect((await console.api.plan.make(undefined)).operations).toBe(0);
  });

  it('when a run is cancelled, nothing more is begun and the rest is still there to plan', async () => {
    for (let count = 0; count < 8; count += 1) {
      await console.api.tenants.create(tenantForm(freshKey()));
    }
    await connect();
    const plan = await console.api.plan.make(undefined);
    proxy.setPlan(() => ({ kind: 'delay', milliseconds: 20 }));
    console.events.on('plan.progress', ({ done, running }) => {
      if (done > 0 && running) void console.api.plan.cancel({ planId: plan.id });
    });
    const report = await console.api.plan.apply({ planId: plan.id });
    expect(report).toMatchObject({ cancelled: true });
    expect(report.skipped).toBeGreaterThan(0);
    proxy.setPlan(() => undefined);
    const rest = await console.api.plan.make(undefined);
    expect(rest.operations).toBeGreaterThan(0);
    await console.api.plan.apply({ planId: rest.id });
    expect((await console.api.plan.make(undefined)).operations).toBe(0);
  });

  it.each([1, 2, 3])('in every way at once (seed %i): it converges', async (seed) => {
    await console.close();
    // Back-off is over sooner; an answer is waited for as long as ever.
    console = await openTestConsole(directory.path, { clock: quickClock(10) });
    const keys = Array.from({ length: 4 }, freshKey);
    for (const key of keys) await console.api.tenants.create(tenantForm(key));
    await connect();
    proxy.setPlan(
      seeded(seed, 0.15, [
        { kind: 'reset' },
        { kind: 'reset-after' },
        { kind: 'cut', bytes: 20 },
        { kind: 'status', status: 503 },
        { kind: 'status', status: 500 },
        { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
        { kind: 'garbage' },
      ]),
    );
    let open = -1;
    for (let round = 0; round < 15 && open !== 0; round += 1) {
      try {
        const plan = await console.api.plan.make(undefined);
        open = plan.operations;
        await console.api.plan.apply({ planId: plan.id });
      } catch (error) {
        expect(error).toHaveProperty(
          'code',
          expect.stringMatching(/^(server-|plan-|conflict|registry-behind|lease-)/),
        );
      }
      for (const key of keys) {
        const { status, body } = await onServer('GET', `/shop_${key}_products/_security`);
        // Whatever was done until now, nothing is open.
        if (status === 200) expect(body).toHaveProperty('members.roles.0');
      }
    }
    proxy.setPlan(() => undefined);
    // What was under way when the faults ended may still fail for one of them.
    await expect.poll(async () => (await console.api.sync.now(undefined)).state).toBe('synced');
    const plan = await console.api.plan.make(undefined);
    await console.api.plan.apply({ planId: plan.id });
    expect((await console.api.plan.make(undefined)).operations).toBe(0);
    expect((await console.api.sync.now(undefined)).state).toBe('synced');
  });
});

describe('the server is not what it was', () => {
  it('a session that ended is renewed without a word', async () => {
    await connect();
    await syncStatus(console, ({ state }) => state === 'synced');
    proxy.setPlan(scripted({ kind: 'status', status: 401 }));
    await console.api.tenants.create(tenantForm(freshKey()));
    expect(await console.api.sync.now(undefined)).toMatchObject({ state: 'synced', error: null });
  });

  it('an account that was removed is told, and made anew when asked to go on', async () => {
    const { operatorAccount } = await connect();
    await syncStatus(console, ({ state }) => state === 'synced');
    const path = `/_users/org.couchdb.user:${operatorAccount}`;
    const { body } = await onServer('GET', path);
    expect(body).toHaveProperty('_rev');
    const rev = typeof body === 'object' && body !== null ? String(Reflect.get(body, '_rev')) : '';
    await onServer('DELETE', `${path}?rev=${rev}`);
    await console.close();
    console = await openTestConsole(directory.path);
    const told = await syncStatus(console, ({ state }) => state === 'error');
    expect(told.error?.code).toBe('server-wrong-password');
    expect(told.retryAt).toBeNull();
    expect(await console.api.sync.now(undefined)).toMatchObject({ state: 'synced', error: null });
  });

  it('another CouchDB at the same address is refused with words, and nothing is sent to it', async () => {
    await connect();
    await console.api.tenants.create(tenantForm(freshKey()));
    await syncStatus(console, ({ state }) => state === 'synced');
    await console.close();
    const port = Number(new URL(proxy.url).port);
    await proxy.stop();

    const other = await startCouchDb();
    const inFront = await startFaultProxy(other.url, () => undefined, port);
    try {
      console = await openTestConsole(directory.path);
      const told = await syncStatus(console, ({ state }) => state === 'error');
      expect(told.error).toMatchObject({ code: 'conflict' });
      expect(told.error?.message).toContain('Another CouchDB');
      const { username, password } = other;
      await expect(
        console.api.connection.connect({ url: inFront.url, username, password }),
      ).rejects.toMatchObject({ code: 'conflict' });
      const asked = inFront.requests().map(({ path }) => path);
      expect(asked.filter((path) => path.includes('couch-sitter/'))).toEqual([]);
    } finally {
      await inFront.stop();
      await other.stop();
    }
  });
});

describe('a connection that cannot be', () => {
  it.each([
    ['ftp://127.0.0.1', 'address-invalid'],
    ['http://admin:secret@127.0.0.1:5984', 'address-invalid'],
    ['not an address', 'address-invalid'],
  ])('%s is named for what it is', async (url, code) => {
    await expect(connect(url)).rejects.toMatchObject({ code });
    const report = await console.api.connection.test({ url, ...admin() });
    expect(report).toMatchObject({ ok: false, problem: { code } });
    expect(JSON.stringify(report)).not.toContain('secret');
  });

  it('a wrong password, a web page and a closed port each have their own words', async () => {
    const attempt = (url: string, password: string) =>
      console.api.connection.test({ url, username: server.username, password });
    expect(await attempt(server.url, 'wrong')).toMatchObject({
      problem: { code: 'server-wrong-password' },
    });
    proxy.setPlan(() => ({ kind: 'garbage' }));
    expect(await attempt(proxy.url, server.password)).toMatchObject({
      problem: { code: 'server-not-couchdb' },
    });
    await proxy.pause();
    expect(await attempt(proxy.url, server.password)).toMatchObject({
      problem: { code: 'server-refused' },
    });
    expect(await console.api.connection.current(undefined)).toBeNull();
  });

  it('without a vault nothing is done on the server', async () => {
    await console.close();
    console = await openTestConsole(join(directory.path, 'fresh'), { passphrase: null });
    await expect(connect()).rejects.toMatchObject({ code: 'vault-missing' });
    expect(proxy.requests().every(({ method }) => method !== 'PUT')).toBe(true);
    await expect(console.api.tenants.create(tenantForm(freshKey()))).rejects.toMatchObject({
      code: 'vault-missing',
    });
  });
});
