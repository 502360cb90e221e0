import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import {
  openTestConsole,
  registryShows,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

let server: CouchDbServer;
/** What the laptop reaches the server through, so that it can be cut off. */
let proxy: FaultProxy;
let directories: Awaited<ReturnType<typeof temporaryDirectory>>[];
let office: Console;
let laptop: Console;

beforeAll(async () => {
  server = await startCouchDb();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  proxy = await startFaultProxy(server.url);
  directories = await Promise.all([temporaryDirectory('office'), temporaryDirectory('laptop')]);
  const [here, there] = directories.map(({ path }) => path);
  office = await openTestConsole(here ?? '', { operatorName: 'olga' });
  laptop = await openTestConsole(there ?? '', { operatorName: 'luis' });
  const { username, password } = server;
  await office.api.connection.connect({ url: server.url, username, password });
  await laptop.api.connection.connect({ url: proxy.url, username, password });
  // Here nobody looks at what changed meanwhile: what protects is to protect by itself.
  await laptop.api.catchUp.setAsking({ ask: false });
});
afterEach(async () => {
  await Promise.all([office.close(), laptop.close()]);
  await proxy.stop();
  for (const { remove } of directories) await remove();
});

async function planAndApply(console: Console) {
  const plan = await console.api.plan.make(undefined);
  const report = await console.api.plan.apply({ planId: plan.id });
  expect(report).toMatchObject({ failed: 0, skipped: 0 });
}

/** A tenant that the office made and applied, and the laptop has. */
async function provisioned(key: string): Promise<string> {
  const { id } = await office.api.tenants.create(tenantForm(key));
  await planAndApply(office);
  await registryShows(laptop, () =>
    laptop.api.tenants.get({ id }).then(
      () => true,
      () => false,
    ),
  );
  return id;
}

const securitySchema = z.object({
  members: z.object({ roles: z.array(z.string()) }),
  mycouch: z.object({ state: z.string(), generation: z.number() }),
});
const userSchema = z.object({ roles: z.array(z.string()) });
/** What the server has of a tenant, and whether its accounts get in with that. */
async function access(key: string) {
  const ask = rawClient(server, server);
  const security = await ask('GET', `/shop_${key}_products/_security`);
  const user = await ask('GET', `/_users/org.couchdb.user:shop_${key}_sync`);
  const { members, mycouch } = securitySchema.parse(security.body);
  const { roles } = userSchema.parse(user.body);
  const open = members.roles.some((role) => roles.includes(role));
  return { open, state: mycouch.state, generation: mycouch.generation };
}

/** Every request of the laptop that could change a tenant's database or an account. */
const writes = (from: number) =>
  proxy
    .requests()
    .filter(({ index, method, path }) => {
      const ours = path.startsWith('/shop_') || path.startsWith('/_users/_bulk_docs');
      return index >= from && ours && method !== 'GET' && !path.endsWith('_all_docs');
    })
    .map(({ method, path }) => `${method} ${path}`);

describe('a laptop that slept through a suspension, woken and told to apply', () => {
  it('does not apply the plan it had, and does not reactivate with a new one', async () => {
    const id = await provisioned('slept-one');
    await laptop.api.tenants.setFlags({ id, readOnly: true });
    const old = await laptop.api.plan.make(undefined);
    expect(old.operations).toBeGreaterThan(0);
    await syncStatus(laptop, ({ state, waitingOut }) => state === 'synced' && waitingOut === 0);

    await proxy.pause();
    await office.api.sync.now(undefined);
    await office.api.tenants.suspend({ id });
    await planAndApply(office);
    const suspended = await access('slept-one');
    expect(suspended).toMatchObject({ open: false, state: 'suspended' });

    await proxy.resume();
    const from = proxy.requests().length;
    await expect(laptop.api.plan.apply({ planId: old.id })).rejects.toMatchObject({
      code: 'plan-stale',
    });
    expect(writes(from)).toEqual([]);
    expect(await access('slept-one')).toEqual(suspended);

    await planAndApply(laptop);
    expect(await access('slept-one')).toEqual(suspended);
  });

  it('does not reactivate with an edit of its own made meanwhile either', async () => {
    const id = await provisioned('slept-two');
    await proxy.pause();
    await laptop.api.tenants.setFlags({ id, readOnly: true });
    await laptop.api.tenants.edit({ id, name: 'Edited on the plane' });
    await office.api.tenants.suspend({ id });
    await planAndApply(office);
    const suspended = await access('slept-two');

    await proxy.resume();
    await planAndApply(laptop);
    await planAndApply(office);
    const now = await access('slept-two');
    expect(now).toMatchObject({ open: false, state: 'suspended' });
    expect(now.generation).toBeGreaterThanOrEqual(suspended.generation);
  });

  it('does not reactivate where it was active again here and suspended anew there', async () => {
    const id = await provisioned('slept-three');
    await office.api.tenants.suspend({ id });
    await planAndApply(office);
    await registryShows(
      laptop,
      async () => (await laptop.api.tenants.get({ id })).state === 'suspended',
    );
    await proxy.pause();
    await laptop.api.tenants.activate({ id });
    await office.api.tenants.activate({ id });
    await office.api.tenants.suspend({ id });
    await planAndApply(office);

    await proxy.resume();
    await planAndApply(laptop);
    expect(await access('slept-three')).toMatchObject({ open: false, state: 'suspended' });
  });
});

describe('a plan', () => {
  it('that was saved before a suspension is refused after it, as a file too', async () => {
    const id = await provisioned('filed-one');
    await office.api.tenants.setFlags({ id, readOnly: true });
    const made = await office.api.plan.make(undefined);
    const { text } = await office.api.plan.save({ planId: made.id });
    await office.api.tenants.suspend({ id });
    await planAndApply(office);
    const suspended = await access('filed-one');
    const loaded = await office.api.plan.load({ text });
    expect(loaded.stale).not.toBeNull();
    await expect(office.api.plan.apply({ planId: loaded.id })).rejects.toMatchObject({
      code: 'plan-stale',
    });
    expect(await access('filed-one')).toEqual(suspended);
  });

  it('from a file is applied where it still says what this console would do', async () => {
    const id = await provisioned('filed-two');
    await office.api.tenants.setFlags({ id, readOnly: true });
    const made = await office.api.plan.make(undefined);
    const { text } = await office.api.plan.save({ planId: made.id });
    const loaded = await office.api.plan.load({ text });
    expect(await office.api.plan.apply({ planId: loaded.id })).toMatchObject({
      applied: made.operations,
      failed: 0,
    });
    expect((await office.api.plan.make(undefined)).operations).toBe(0);
  });

  it('is not applied while the registry cannot be brought to agree', async () => {
    const id = await provisioned('behind-one');
    await laptop.api.tenants.suspend({ id });
    const plan = await laptop.api.plan.make(undefined);
    await laptop.api.tenants.edit({ id, name: 'Not sent' });
    // Everything passes but what carries documents to the registry on the server.
    proxy.setPlan(({ path }) =>
      /^\/couch-sitter\/(_revs_diff|_bulk_docs|_changes)/.test(path)
        ? { kind: 'status', status: 403 }
        : undefined,
    );
    const from = proxy.requests().length;
    await expect(laptop.api.plan.apply({ planId: plan.id })).rejects.toMatchObject({
      code: 'registry-behind',
    });
    expect(writes(from)).toEqual([]);
    expect(await access('behind-one')).toMatchObject({ open: true });
    expect(await laptop.api.plan.current(undefined)).toMatchObject({ running: false });
  });

  it('is applied in part, with what the part needs', async () => {
    await office.api.tenants.create(tenantForm('part-one'));
    await office.api.tenants.create(tenantForm('part-two'));
    const plan = await office.api.plan.make(undefined);
    const chosen = 'security.write shop_part-one_products';
    const selection = await office.api.plan.select({ planId: plan.id, operationIds: [chosen] });
    expect(selection.added).toEqual(['database.create shop_part-one_products']);
    expect(await office.api.plan.apply({ planId: plan.id, operationIds: [chosen] })).toMatchObject({
      applied: 2,
      failed: 0,
      skipped: 0,
    });
    const there = await rawClient(server, server)('GET', '/shop_part-one_products/_security');
    expect(there.body).toMatchObject({ mycouch: { state: 'active' } });
    const rest = await office.api.plan.make({ scope: 'changed' });
    expect(rest.operations).toBe(plan.operations - 2);
  });

  it('that takes something away in production wants the name of the server', async () => {
    const id = await provisioned('marked-one');
    const info = await office.api.connection.current(undefined);
    await office.api.servers.mark({ serverId: info?.serverId ?? '', production: true });
    await office.api.tenants.suspend({ id });
    const plan = await office.api.plan.make(undefined);
    const name = plan.confirmation?.text ?? '';
    expect(plan.confirmation).toMatchObject({ because: 'production', text: info?.name });
    for (const confirm of [null, 'something else']) {
      await expect(office.api.plan.apply({ planId: plan.id, confirm })).rejects.toMatchObject({
        code: 'confirmation-needed',
      });
    }
    expect(await access('marked-one')).toMatchObject({ open: true });
    expect(await office.api.plan.apply({ planId: plan.id, confirm: name })).toMatchObject({
      failed: 0,
    });
    expect(await access('marked-one')).toMatchObject({ open: false });
  });
});
