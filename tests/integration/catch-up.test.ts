import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CatchUpState } from '../../src/shared/bridge/catch-up-views.ts';
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
  proxy = await startFaultProxy(server.url);
  directories = await Promise.all([temporaryDirectory('office'), temporaryDirectory('laptop')]);
  office = await openTestConsole(directoryOf(0), { operatorName: 'olga' });
  laptop = await openTestConsole(directoryOf(1), { operatorName: 'luis' });
  const { username, password } = server;
  await office.api.connection.connect({ url: server.url, username, password });
  await laptop.api.connection.connect({ url: proxy.url, username, password });
});
afterAll(async () => {
  await Promise.all([office.close(), laptop.close()]);
  await proxy.stop();
  for (const { remove } of directories) await remove();
  await server.stop();
});

function directoryOf(index: number): string {
  return directories[index]?.path ?? '';
}

async function planAndApply(console: Console) {
  const plan = await console.api.plan.make(undefined);
  const report = await console.api.plan.apply({ planId: plan.id });
  expect(report).toMatchObject({ failed: 0, skipped: 0 });
}

/** Tenants that the office made and applied, the laptop has, and has seen on the server. */
async function provisioned(...keys: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const key of keys) ids.push((await office.api.tenants.create(tenantForm(key))).id);
  await planAndApply(office);
  await registryShows(laptop, async () =>
    (await Promise.all(ids.map((id) => laptop.api.tenants.get({ id }).catch(() => null)))).every(
      (tenant) => tenant !== null,
    ),
  );
  expect(await laptop.api.plan.make(undefined)).toMatchObject({ operations: 0, forecast: null });
  await syncStatus(laptop, ({ state, waitingOut }) => state === 'synced' && waitingOut === 0);
  return ids;
}

async function goOffline(): Promise<void> {
  await proxy.pause();
  await laptop.api.sync.now(undefined);
  await syncStatus(laptop, ({ state }) => state === 'offline');
}

/** Resolves with the first state of the laptop that fits, the present one included. */
async function laptopShows(fits: (state: CatchUpState) => boolean): Promise<CatchUpState> {
  const now = await laptop.api.catchUp.current(undefined);
  if (fits(now)) return now;
  return new Promise((resolve) => {
    const stop = laptop.events.on('catchUp.changed', (state) => {
      if (!fits(state)) return;
      stop();
      resolve(state);
    });
  });
}

const storedSchema = z.object({ salt: z.string(), derived_key: z.string() });
const securitySchema = z.looseObject({ members: z.object({ roles: z.array(z.string()) }) });

/** Somebody lets a role of their own into a database, without the console. */
async function changeByHand(database: string): Promise<void> {
  const ask = rawClient(server, server);
  const { body } = await ask('GET', `/${database}/_security`);
  const security = securitySchema.parse(body);
  const members = { names: [], roles: [...security.members.roles, 'bookkeeping'] };
  await ask('PUT', `/${database}/_security`, { ...security, members });
}

async function requestsOf(planId: string) {
  const query = { tenantId: null, outcome: 'all', offset: 0, limit: 500 } as const;
  const { rows, total } = await laptop.api.plan.operations({ planId, ...query });
  expect(rows).toHaveLength(total);
  return rows.map(({ operation }) => operation);
}

async function restartLaptop(): Promise<void> {
  await laptop.close();
  laptop = await openTestConsole(directoryOf(1), { operatorName: 'luis' });
}

async function rememberedFiles(): Promise<readonly string[]> {
  const names = await readdir(directoryOf(1));
  return names.filter((name) => name.startsWith('seen-')).map((name) => join(directoryOf(1), name));
}

describe('a laptop on a plane', () => {
  it('reads the exact future requests, after a restart too, and applies none of them', async () => {
    const [oak = ''] = await provisioned('plane-oak', 'plane-elm');
    await goOffline();
    await laptop.api.tenants.suspend({ id: oak });
    const { id: made } = await laptop.api.tenants.create(tenantForm('plane-new'));

    const forecast = await laptop.api.plan.make(undefined);
    expect(forecast.forecast).toMatchObject({ unknown: [] });
    expect(forecast.requests).toBe(0);
    const operations = await requestsOf(forecast.id);
    expect(new Set(operations.map(({ tenantId }) => tenantId))).toEqual(new Set([oak, made]));
    const [first] = operations;
    const curl = await laptop.api.plan.curl({ planId: forecast.id, operationId: first?.id ?? '' });
    expect(curl).toContain(`${proxy.url}/shop_plane-oak_`);
    const saved = await laptop.api.plan.save({ planId: forecast.id });
    await expect(laptop.api.plan.apply({ planId: forecast.id })).rejects.toMatchObject({
      code: 'plan-stale',
      remedy: 'Connect, then compare again.',
    });

    await restartLaptop();
    const again = await laptop.api.plan.make({ scope: 'all', forecast: 'only' });
    expect(again.forecast?.asOf).toBe(forecast.forecast?.asOf);
    expect(await requestsOf(again.id)).toEqual(operations);
    const compared = await laptop.api.plan.compare({ planId: again.id, with: saved.text });
    expect(compared).toMatchObject({ added: [], removed: [], changed: [] });
    await expect(laptop.api.plan.make({ scope: 'all', forecast: 'never' })).rejects.toMatchObject({
      code: 'server-refused',
    });

    await proxy.resume();
    const real = await laptop.api.plan.make(undefined);
    expect(real.forecast).toBeNull();
    expect(await requestsOf(real.id)).toEqual(operations);
  });

  it('keeps no hash of a password in what it remembers, for its owner alone', async () => {
    const [path = ''] = await rememberedFiles();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const ask = rawClient(server, server);
    const { body } = await ask('GET', '/_users/org.couchdb.user:shop_plane-oak_sync');
    const { salt, derived_key } = storedSchema.parse(body);
    const text = await readFile(path, 'utf8');
    expect(text).toContain('shop_plane-oak_sync');
    expect(text).not.toContain(salt);
    expect(text).not.toContain(derived_key);
  });

  it('says that it cannot know where it never looked', async () => {
    await planAndApply(laptop);
    await laptop.close();
    await proxy.pause();
    for (const path of await rememberedFiles()) await rm(path);
    laptop = await openTestConsole(directoryOf(1), { operatorName: 'luis' });
    await expect(laptop.api.plan.make({ scope: 'all', forecast: 'only' })).rejects.toMatchObject({
      code: 'not-connected',
    });
    await proxy.resume();
    laptop.online();
  });
});

describe('a laptop that comes back', () => {
  it('shows what changed on all three sides, and applies only once that was looked at', async () => {
    const [oak = '', elm = '', ash = ''] = await provisioned('back-oak', 'back-elm', 'back-ash');
    await goOffline();
    await laptop.api.tenants.suspend({ id: oak });
    await laptop.api.tenants.edit({ id: ash, name: 'Ash of the laptop' });
    // What was done before a restart counts as well.
    await restartLaptop();
    await laptop.api.tenants.create(tenantForm('back-new'));

    await office.api.tenants.edit({ id: elm, name: 'Elm of the office' });
    await office.api.tenants.setFlags({ id: ash, readOnly: true });
    await planAndApply(office);
    await office.api.sync.now(undefined);
    await changeByHand('shop_back-elm_products');

    await proxy.resume();
    laptop.online();
    const { current } = await laptopShows(
      ({ current: now }) => (now?.serverLookedAt ?? null) !== null,
    );
    const rows = (side: 'mine' | 'theirs', kind: string) =>
      (current?.[side] ?? [])
        .filter((row) => row.kind === kind)
        .map(({ documentId, what, by }) => `${what} ${documentId} ${by ?? ''}`)
        .sort();
    const mine = rows('mine', 'tenant');
    expect(mine).toHaveLength(3);
    expect(mine).toContain(`changed tenant_${oak} luis`);
    expect(mine).toContain(`changed tenant_${ash} luis`);
    expect(mine.filter((row) => row.startsWith('made '))).toHaveLength(1);
    const theirs = rows('theirs', 'tenant');
    expect(theirs).toHaveLength(2);
    expect(theirs).toContain(`changed tenant_${elm} olga`);
    expect(theirs.some((row) => row.startsWith(`changed tenant_${ash} `))).toBe(true);
    expect(current?.theirs.find(({ tenantId }) => tenantId === elm)).toMatchObject({
      title: 'Elm of the office',
      fields: ['name'],
    });
    expect(current?.conflicts).toBe(1);
    expect(current?.server).toMatchObject([
      { kind: 'access-added', subject: 'shop_back-elm_products' },
    ]);

    const plan = await laptop.api.plan.make(undefined);
    expect(plan.operations).toBeGreaterThan(0);
    await expect(laptop.api.plan.apply({ planId: plan.id })).rejects.toMatchObject({
      code: 'confirmation-needed',
      details: { because: 'catch-up' },
    });

    // It waits for somebody across a restart.
    await restartLaptop();
    const kept = await laptop.api.catchUp.current(undefined);
    expect(kept).toEqual({ current, askBeforeApplying: true });
    const since = current?.since ?? '';
    expect(await laptop.api.catchUp.acknowledge({ since: '2020-01-01T00:00:00.000Z' })).toEqual(
      kept,
    );
    expect(await laptop.api.catchUp.acknowledge({ since })).toEqual({
      current: null,
      askBeforeApplying: true,
    });
    await planAndApply(laptop);
  });

  it('bothers nobody where only it changed something', async () => {
    const [oak = ''] = await provisioned('alone-oak');
    await goOffline();
    await laptop.api.tenants.suspend({ id: oak });
    await proxy.resume();
    laptop.online();
    await planAndApply(laptop);
    expect(await laptop.api.catchUp.current(undefined)).toMatchObject({ current: null });
  });

  it('is asked in the midst of applying too, unless told not to', async () => {
    const [oak = ''] = await provisioned('midst-oak');
    await goOffline();
    await laptop.api.tenants.edit({ id: oak, name: 'Oak of the laptop' });
    await laptop.api.plan.make(undefined);
    await office.api.tenants.create(tenantForm('midst-elm'));
    await office.api.sync.now(undefined);
    await proxy.resume();
    const apply = async () => {
      const plan = await laptop.api.plan.make(undefined);
      return laptop.api.plan.apply({ planId: plan.id });
    };
    await expect(apply()).rejects.toMatchObject({ code: 'confirmation-needed' });
    await laptop.api.catchUp.setAsking({ ask: false });
    expect(await apply()).toMatchObject({ failed: 0, skipped: 0 });
    const { current, askBeforeApplying } = await laptop.api.catchUp.current(undefined);
    expect(askBeforeApplying).toBe(false);
    expect(current?.theirs.map(({ kind }) => kind)).toContain('tenant');
  });
});
