import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Console } from '../../src/main/console/ports.ts';
import { createConsoleClient } from '../../src/main/control/console-client.ts';
import { dispatch } from '../../src/main/dispatch.ts';
import type { ConsoleClient } from '../../src/shared/bridge/contract.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { json, startScriptedServer } from '../support/scripted-server.ts';
import {
  listTenants,
  openTestConsole,
  reveal,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

const ending: (() => Promise<unknown>)[] = [];
let console: Console;

/** A console on a directory of its own: one laptop. */
async function laptop(): Promise<Console> {
  const directory = await temporaryDirectory('bad-input');
  ending.push(directory.remove);
  const opened = await openTestConsole(directory.path);
  ending.push(opened.close);
  return opened;
}

/** The console as window and command line reach it: through the contract. */
const outside = (opened: Console): ConsoleClient =>
  createConsoleClient((domain, call, argument) =>
    dispatch(opened.api, domain, call, argument, opened.role),
  );

const credentials = ({ url, username, password } = inject('couchdb')) => ({
  url,
  username,
  password,
});

async function planAndApply(opened: Console) {
  const plan = await opened.api.plan.make(undefined);
  const report = await opened.api.plan.apply({ planId: plan.id });
  expect(report).toMatchObject({ failed: 0, skipped: 0, applied: plan.operations });
  return plan;
}

beforeEach(async () => {
  console = await laptop();
});
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

describe('what is typed', () => {
  it.each([
    ['Acme', 'starts with a lower-case letter'],
    ['1acme', 'starts with a lower-case letter'],
    ['_acme', 'starts with a lower-case letter'],
    ['-acme', 'starts with a lower-case letter'],
    [' acme', 'starts with a lower-case letter'],
    ['émile', 'starts with a lower-case letter'],
    ['🎸', 'starts with a lower-case letter'],
    ['שלום', 'starts with a lower-case letter'],
    ['__proto__', 'starts with a lower-case letter'],
    ['acme shop', 'digits and hyphens only'],
    ['acme_shop', 'digits and hyphens only'],
    ['acme/shop', 'digits and hyphens only'],
    ['acme\n', 'digits and hyphens only'],
    ['acmE', 'digits and hyphens only'],
    ['acme🎸', 'digits and hyphens only'],
    ['a', 'at least two characters'],
    ['', 'is needed'],
    ['x'.repeat(42), 'at most 41 characters'],
    ['x'.repeat(1001), 'at most 1000 characters'],
  ])('refuses the key %j, says why and what one would do', async (key, why) => {
    const refused = await outside(console)
      .tenants.create({ key, name: 'Acme' })
      .catch((error: unknown) => error);
    expect(refused).toHaveProperty('message', expect.stringContaining(why));
    expect(refused).toHaveProperty('remedy', expect.stringMatching(/^(Choose 2 to 41|Correct)/));
    expect((await listTenants(console)).total).toBe(0);
  });

  it.each([
    ['   ', 'The name is missing.'],
    ['x'.repeat(201), 'The name is too long: at most 200 characters are accepted.'],
    ['Acme\nLtd', 'A name is one line of text, without control characters.'],
    ['\u202Eemca', 'A name is one line of text, without control characters.'],
  ])('refuses the name %j', async (name, message) => {
    await expect(outside(console).tenants.create({ key: 'acme', name })).rejects.toMatchObject({
      code: 'invalid-input',
      message,
    });
    const { problems } = await console.api.tenants.importCsv({
      text: `key,name\nfine,Fine\nacme,"${name}"\n`,
    });
    expect(problems).toHaveLength(1);
    expect((await listTenants(console)).total).toBe(0);
  });

  it('keeps a name in any script, and one with HTML in it, as it was typed', async () => {
    for (const [index, name] of ['<b>Bold</b> & Söhne', 'שלום עולם', '🎸 Band'].entries()) {
      const form = tenantForm(`any-${String(index)}`, name);
      expect(await console.api.tenants.create(form)).toMatchObject({ name });
    }
  });

  it('never gives a key twice, and imports nothing where one line is wrong', async () => {
    await console.api.tenants.create(tenantForm('acme'));
    await expect(console.api.tenants.create(tenantForm('acme'))).rejects.toMatchObject({
      code: 'key-taken',
      remedy: 'Choose another key.',
    });
    const lines = ['key,name', 'good,Good', 'BAD,Bad', 'good,Twice', 'acme,Taken', 'one'];
    const report = await console.api.tenants.importCsv({ text: lines.join('\r\n') });
    expect(report).toMatchObject({
      created: 0,
      problems: [{ line: 3 }, { line: 4 }, { line: 5 }, { line: 6 }],
    });
    expect((await listTenants(console)).total).toBe(1);
  });
});

describe('two laptops with one key', () => {
  it('leaves it to the tenant on the server, and lets the newcomer have another', async () => {
    const other = await laptop();
    const first = await console.api.tenants.create(tenantForm('bad-twins', 'First'));
    const second = await other.api.tenants.create(tenantForm('bad-twins', 'Second'));
    await console.api.connection.connect(credentials());
    await planAndApply(console);
    await syncStatus(console, ({ state }) => state === 'synced');

    await other.api.connection.connect(credentials());
    await other.api.sync.now(undefined);
    const message =
      'Another tenant (“First”) already has these names. Give this tenant another key.';
    const plan = await other.api.plan.make(undefined);
    const mine = plan.refusals.filter(({ tenantId }) => tenantId === second.id);
    expect(mine).toMatchObject([{ key: 'bad-twins', reason: 'key-collision', message }]);
    expect(plan.refusals.some(({ tenantId }) => tenantId === first.id)).toBe(false);
    expect(await other.api.tenants.get({ id: second.id })).toMatchObject({
      provisioning: 'refused',
      keyChangeable: true,
      refusal: { message },
    });
    expect(await other.api.tenants.get({ id: first.id })).toMatchObject({ keyChangeable: false });

    await expect(
      other.api.tenants.changeKey({ id: first.id, key: 'bad-stolen' }),
    ).rejects.toMatchObject({ code: 'not-allowed-in-state' });
    await other.api.tenants.changeKey({ id: second.id, key: 'bad-newcomer' });
    expect((await planAndApply(other)).refusals).toEqual([]);
    expect(await other.api.tenants.get({ id: second.id })).toMatchObject({
      provisioning: 'applied',
    });
    for (const [opened, tenantId] of [
      [console, first.id],
      [other, second.id],
    ] as const) {
      const own = await reveal(opened, tenantId, 'sync', inject('couchdb').password);
      const database = own.username.replace(/_sync$/, '_products');
      expect(await rawClient(inject('couchdb'), own)('GET', `/${database}`)).toMatchObject({
        status: 200,
      });
    }
  });
});

describe('documents of the registry that cannot be used', () => {
  it('are shown with what is wrong, left as they are, and disturb nothing', async () => {
    const server = inject('couchdb');
    const admin = rawClient(server, server);
    await console.api.connection.connect(credentials());
    const strangers = {
      'workspace_bad-input': { type: 'workspace', name: '<img src=x>' },
      'tenant_bad-input': { type: 'tenant', key: 5 },
      'account_bad-input': ['not', 'an', 'object'].reduce(
        (all, word) => ({ ...all, [word]: 1 }),
        {},
      ),
      'blueprint_bad-input': { type: 'blueprint', databases: null },
    };
    const revisions = new Map<string, unknown>();
    for (const [id, body] of Object.entries(strangers)) {
      await admin('PUT', `/couch-sitter/${id}`, body);
      revisions.set(id, (await admin('GET', `/couch-sitter/${id}`)).body);
    }
    await console.api.sync.now(undefined);
    const problems = await console.api.registry.problems(undefined);
    const found = new Map(problems.map((problem) => [problem.id, problem]));
    expect(found.get('workspace_bad-input')).toMatchObject({ kind: 'unknown-kind' });
    expect(found.get('tenant_bad-input')).toMatchObject({
      kind: 'broken',
      reason: 'tenant_id is missing',
    });
    expect(found.get('account_bad-input')).toMatchObject({ kind: 'broken' });
    expect(found.get('blueprint_bad-input')).toMatchObject({ kind: 'broken' });

    await console.api.tenants.create(tenantForm('bad-among'));
    await planAndApply(console);
    await console.api.sync.now(undefined);
    for (const [id, body] of revisions) {
      expect((await admin('GET', `/couch-sitter/${id}`)).body).toEqual(body);
    }
  });
});

describe('a server that is in a bad way', () => {
  it('is told to be full by the sync status too, and what waits is told and sent later', async () => {
    const proxy = await startFaultProxy(inject('couchdb').url);
    ending.push(proxy.stop);
    await console.api.connection.connect({ ...credentials(), url: proxy.url });
    await syncStatus(console, ({ state }) => state === 'synced');
    proxy.setPlan(({ method, path }) =>
      method === 'PUT' || path.includes('_bulk_docs') ? { kind: 'status', status: 507 } : undefined,
    );
    await console.api.tenants.create(tenantForm('bad-full'));
    const full = await syncStatus(console, ({ error }) => error?.code === 'server-full');
    expect(full).toMatchObject({
      state: 'error',
      error: { remedy: 'Free disk space on the server, then try again.' },
    });
    expect((await console.api.sync.now(undefined)).waitingOut).toBeGreaterThan(0);
    proxy.setPlan(() => undefined);
    expect(
      await syncStatus(console, ({ state, waitingOut }) => state === 'synced' && waitingOut === 0),
    ).toMatchObject({ error: null });
  });

  it('names what stopped a plan, once for all that failed alike', async () => {
    const proxy = await startFaultProxy(inject('couchdb').url);
    ending.push(proxy.stop);
    await console.api.connection.connect({ ...credentials(), url: proxy.url });
    await console.api.tenants.create(tenantForm('bad-stop'));
    const plan = await console.api.plan.make(undefined);
    // The lease and what sync notes are still taken, or nothing would be tried.
    proxy.setPlan(({ method, path }) =>
      method === 'PUT' && !/\/(lease|_local\/.*)$/.test(path)
        ? { kind: 'status', status: 507 }
        : undefined,
    );
    const report = await console.api.plan.apply({ planId: plan.id });
    expect(report.applied).toBe(0);
    expect((await console.api.plan.current(undefined))?.outcome).toMatchObject({
      stoppedBy: { code: 'server-full', message: 'The server has no room left to write.' },
    });
    proxy.setPlan(() => undefined);
    await planAndApply(console);
  });

  it('is another one than before at the same address, and then nothing is sent to it', async () => {
    const proxy = await startFaultProxy(inject('couchdb').url);
    ending.push(proxy.stop);
    const { hostname, port } = new URL(proxy.url);
    await console.api.connection.connect({ ...credentials(), url: proxy.url });
    await console.api.tenants.create(tenantForm('bad-other'));
    await syncStatus(console, ({ state, waitingOut }) => state === 'synced' && waitingOut === 0);
    // Agreement shows before it is noted on the server; in the midst of that nobody can tell the two apart.
    await console.api.sync.now(undefined);
    await proxy.stop();
    const stranger = await startScriptedServer(({ url }, response) => {
      if (url === '/_all_dbs') json(response, 200, []);
      else if (url.startsWith('/_users')) json(response, 200, { rows: [] });
      else if (url === '/_session')
        json(
          response,
          200,
          { ok: true, userCtx: { name: 'admin', roles: ['_admin'] } },
          { 'set-cookie': 'AuthSession=x; Path=/' },
        );
      else json(response, 200, { couchdb: 'Welcome', version: '3.5.0', uuid: 'another' });
    }, Number(port));
    ending.push(stranger.stop);
    const message = `Another CouchDB answers at http://${hostname}:${port} than the one this console belongs to.`;
    const refused = await console.api.plan.make(undefined).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'conflict', message });
    expect(refused).toHaveProperty('remedy', expect.stringContaining('forget the connection'));
    const told = await syncStatus(console, ({ error }) => error?.code === 'conflict');
    expect(told).toMatchObject({ state: 'error', error: { message } });
    expect(stranger.seen.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('has a proxy before it that asks for a sign-in of its own', async () => {
    const gate = await startScriptedServer((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="office"' }).end('<h1>No</h1>');
    });
    ending.push(gate.stop);
    const report = await console.api.connection.test({ ...credentials(), url: gate.url });
    expect(report).toMatchObject({ ok: false, problem: { code: 'server-not-couchdb' } });
    expect(report).toHaveProperty('problem.remedy', expect.stringContaining('proxy'));
    expect(gate.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('dies while a plan is applied; what is there is seen, and the rest done', async ({ skip }) => {
    const server = await startCouchDb();
    ending.push(() => server.stop());
    if (server.kill === undefined || server.restart === undefined) skip('cannot be killed here');
    else {
      const proxy = await startFaultProxy(server.url);
      ending.push(proxy.stop);
      await console.api.connection.connect({ ...credentials(server), url: proxy.url });
      for (let n = 0; n < 12; n++) {
        await console.api.tenants.create(tenantForm(`bad-half-${String(n)}`));
      }
      const plan = await console.api.plan.make(undefined);
      const kill = (): Promise<void> => server.kill?.() ?? Promise.resolve();
      let written = 0;
      proxy.setPlan(({ method }) => {
        if (method !== 'GET' && (written += 1) === 60) void kill();
        return undefined;
      });
      const report = await console.api.plan.apply({ planId: plan.id });
      expect(report.failed).toBeGreaterThan(0);
      expect(report.applied + report.failed + report.skipped).toBe(plan.operations);
      await expect(
        console.api.plan.make({ scope: 'changed', forecast: 'never' }),
      ).rejects.toMatchObject({
        code: 'server-refused',
      });
      await server.restart();
      proxy.setPlan(() => undefined);
      const rest = await planAndApply(console);
      expect(rest.operations).toBeGreaterThan(0);
      expect((await console.api.plan.make(undefined)).operations).toBe(0);
      const admin = rawClient(server, server);
      const open = await rawClient(server, null)('GET', '/shop_bad-half-0_products');
      expect(open.status).toBe(401);
      expect(await admin('GET', '/shop_bad-half-11_users')).toMatchObject({ status: 200 });
    }
  });
});

describe('the vault', () => {
  it('is not made with a passphrase that is too short, and says so wherever it is needed', async () => {
    const directory = await temporaryDirectory('short');
    ending.push(directory.remove);
    const short = await openTestConsole(directory.path, { passphrase: 'too short' });
    ending.push(short.close);
    const problem = {
      code: 'invalid-input',
      message: 'The passphrase of a vault has at least 12 characters.',
    };
    await expect(short.api.tenants.create(tenantForm('acme'))).rejects.toMatchObject(problem);
    await expect(short.api.connection.connect(credentials())).rejects.toMatchObject(problem);
  });

  it('under a keychain that is not here asks for the keychain, not for a passphrase', async () => {
    const directory = await temporaryDirectory('elsewhere');
    ending.push(directory.remove);
    const kept = new Map<string, string>();
    const there = await openTestConsole(directory.path, {
      passphrase: null,
      keychain: {
        get: (name) => Promise.resolve(kept.get(name) ?? null),
        set: (name, secret) => Promise.resolve(void kept.set(name, secret)),
        delete: (name) => Promise.resolve(void kept.delete(name)),
      },
    });
    const tenant = await there.api.tenants.create(tenantForm('acme'));
    await there.close();
    const here = await openTestConsole(directory.path, { keychain: null });
    ending.push(here.close);
    expect((await listTenants(here)).rows).toMatchObject([{ key: 'acme' }]);
    const refused = await here.api.accounts
      .reveal({ tenantId: tenant.id, account: 'sync' })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'keychain-absent',
      details: { protection: 'keychain' },
    });
    expect(refused).toHaveProperty('remedy', expect.stringContaining('desktop session'));
  });
});
