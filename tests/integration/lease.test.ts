import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LeaseView } from '../../src/shared/bridge/server-views.ts';
import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { buildProgram, startProgram, type BuiltProgram } from '../support/run-program.ts';
import {
  listTenants,
  openTestConsole,
  registryShows,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

/** Short, so that a lease that was left behind is soon free; in milliseconds. */
const times = { ttl: 10_000, margin: 3000, renewEvery: 1500, poll: 200, patience: 90_000 };

let server: CouchDbServer;
let program: BuiltProgram;
let proxy: FaultProxy;
let directories: Awaited<ReturnType<typeof temporaryDirectory>>[];
let consoles: Console[];

beforeAll(async () => {
  [program, server] = await Promise.all([buildProgram('applier'), startCouchDb()]);
});
afterAll(async () => {
  await Promise.all([program.remove(), server.stop()]);
});
beforeEach(async () => {
  proxy = await startFaultProxy(server.url);
  directories = [];
  consoles = [];
});
afterEach(async () => {
  await Promise.all(consoles.map((console) => console.close()));
  await proxy.stop();
  for (const { remove } of directories) await remove();
});

async function directory(name: string): Promise<string> {
  const made = await temporaryDirectory(name);
  directories.push(made);
  return made.path;
}

async function connected(name: string, options: Parameters<typeof openTestConsole>[1] = {}) {
  const console = await openTestConsole(await directory(name), {
    operatorName: name,
    leaseTimes: times,
    ...options,
  });
  consoles.push(console);
  const { url, username, password } = server;
  await console.api.connection.connect({ url, username, password });
  return console;
}

const leaseSchema = z.object({
  token: z.string().nullable(),
  actor: z.string(),
  purpose: z.string(),
});
async function lease() {
  const { body } = await rawClient(server, server)('GET', '/couch-sitter/lease');
  return leaseSchema.parse(body);
}

function applier(path: string, prefix: string, count: number) {
  const { username, password } = server;
  const args = [path, proxy.url, prefix, String(count), JSON.stringify(times)];
  return startProgram(program, args, {
    env: { APPLIER_CREDENTIALS: JSON.stringify({ username, password }) },
  });
}

/** Changes of tenants' databases and accounts that came through the proxy. */
const writes = () =>
  proxy
    .requests()
    .filter(
      ({ method, path }) =>
        (path.startsWith('/shop_') && method !== 'GET') || path === '/_users/_bulk_docs',
    ).length;

async function applyAll(console: Console) {
  const plan = await console.api.plan.make(undefined);
  return console.api.plan.apply({ planId: plan.id });
}

describe('the lease', () => {
  it('lets two consoles that are told to apply at once do so one after the other', async () => {
    const [one, other] = [await connected('one'), await connected('other')];
    for (const key of ['twice-a', 'twice-b']) await one.api.tenants.create(tenantForm(key));
    await registryShows(other, async () => (await listTenants(other)).total === 2);
    const [first, second] = [
      await one.api.plan.make(undefined),
      await other.api.plan.make(undefined),
    ];
    expect(second.operations).toBe(first.operations);
    const seen: LeaseView[] = [];
    other.events.on('lease.changed', (view) => {
      if (view !== null) seen.push(view);
    });
    const reports = await Promise.all([
      one.api.plan.apply({ planId: first.id }),
      other.api.plan.apply({ planId: second.id }),
    ]);
    for (const report of reports) expect(report).toMatchObject({ failed: 0, skipped: 0 });
    expect(await lease()).toMatchObject({ token: null });
    expect((await other.api.plan.make(undefined)).operations).toBe(0);
    await registryShows(other, async () => {
      const view = await other.api.lease.status(undefined);
      return view?.state === 'none';
    });
    expect(seen.at(-1)).toMatchObject({ state: 'none' });
  });

  it('that a killed console held is taken over by its own directory at once', async () => {
    const path = await directory('killed');
    proxy.setPlan(() => ({ kind: 'delay', milliseconds: 30 }));
    const child = applier(path, 'killed', 10);
    await child.until(() => child.lines.some((line) => /^done [1-9]/.test(line)));
    child.kill('SIGKILL');
    await child.ended;
    expect(await lease()).not.toMatchObject({ token: null });
    proxy.setPlan(() => undefined);
    const again = await openTestConsole(path, { leaseTimes: { ...times, patience: 0 } });
    consoles.push(again);
    expect(await applyAll(again)).toMatchObject({ failed: 0, skipped: 0 });
    expect((await again.api.plan.make(undefined)).operations).toBe(0);
  });

  it('is not had by another console before its time is up, and then it is', async () => {
    const other = await connected('other', { leaseTimes: { ...times, patience: 0 } });
    proxy.setPlan(() => ({ kind: 'delay', milliseconds: 30 }));
    const child = applier(await directory('killed'), 'dead', 10);
    await child.until(() => child.lines.some((line) => /^done [1-9]/.test(line)));
    child.kill('SIGKILL');
    await child.ended;
    await other.api.sync.now(undefined);
    await expect(applyAll(other)).rejects.toMatchObject({ code: 'lease-held' });
    const view = await other.api.lease.status(undefined);
    expect(view).toMatchObject({ state: 'other', actor: 'anna', purpose: 'apply', expired: false });

    const patient = await connected('patient');
    expect(await applyAll(patient)).toMatchObject({ failed: 0, skipped: 0 });
    expect(await lease()).toMatchObject({ token: null, actor: 'patient' });
  });

  it('lost while the process stood still ends its run: it changes nothing after it goes on', async () => {
    proxy.setPlan(() => ({ kind: 'delay', milliseconds: 60 }));
    const child = applier(await directory('stopped'), 'still', 30);
    await child.until(() => child.lines.some((line) => /^done [1-9]/.test(line)));
    child.kill('SIGSTOP');
    try {
      const other = await connected('other');
      const { rows } = await listTenants(other);
      for (const { id } of rows) await other.api.tenants.suspend({ id });
      expect(await applyAll(other)).toMatchObject({ failed: 0 });
      const before = writes();
      child.kill('SIGCONT');
      await child.until(() => child.lines.includes('closed'));
      expect(child.lines.find((line) => line.startsWith('applied'))).toMatch(/lease-lost/);
      expect(writes()).toBe(before);
      expect((await other.api.plan.make(undefined)).operations).toBe(0);
    } finally {
      child.kill('SIGKILL');
      await child.ended;
    }
  });

  it('is kept by an agent between its runs, and handed to a console that asks', async () => {
    const agent = await connected('agent', { appliesAs: 'agent' });
    await agent.api.tenants.create(tenantForm('kept-one'));
    expect(await applyAll(agent)).toMatchObject({ failed: 0, skipped: 0 });
    expect(await lease()).toMatchObject({ actor: 'agent', purpose: 'agent' });
    expect(await lease()).not.toMatchObject({ token: null });
    const laptop = await connected('laptop');
    await laptop.api.tenants.create(tenantForm('kept-two'));
    expect(await applyAll(laptop)).toMatchObject({ failed: 0, skipped: 0 });
    expect(await lease()).toMatchObject({ token: null, actor: 'laptop' });
    const one = await agent.api.tenants.create(tenantForm('kept-three'));
    expect(await applyAll(agent)).toMatchObject({ failed: 0, skipped: 0 });
    expect(await lease()).toMatchObject({ actor: 'agent' });
    expect((await agent.api.tenants.get({ id: one.id })).provisioning).toBe('applied');
  });
});
