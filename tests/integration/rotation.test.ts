import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { buildProgram, startProgram, type BuiltProgram } from '../support/run-program.ts';
import {
  listTenants,
  openTestConsole,
  reveal,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

let server: CouchDbServer;
let program: BuiltProgram;
let directories: Awaited<ReturnType<typeof temporaryDirectory>>[] = [];
let opened: Console[] = [];

beforeAll(async () => {
  [server, program] = await Promise.all([startCouchDb(), buildProgram('credential-rotator')]);
});
afterAll(async () => {
  await program.remove();
  await server.stop();
});
beforeEach(() => {
  directories = [];
  opened = [];
});
afterEach(async () => {
  for (const console of opened) await console.close();
  for (const directory of directories) await directory.remove();
});

async function newDirectory(): Promise<string> {
  const directory = await temporaryDirectory('rotation');
  directories.push(directory);
  return directory.path;
}

async function open(path: string): Promise<Console> {
  const console = await openTestConsole(path);
  opened.push(console);
  return console;
}

async function connect(console: Console): Promise<void> {
  const { url, username, password } = server;
  await console.api.connection.connect({ url, username, password });
  await synced(console);
}

const synced = (console: Console) => syncStatus(console, ({ state }) => state === 'synced');

async function apply(console: Console): Promise<void> {
  const plan = await console.api.plan.make({ scope: 'all' });
  expect(plan.refusals).toEqual([]);
  const report = await console.api.plan.apply({ planId: plan.id });
  expect(report).toMatchObject({ failed: 0, skipped: 0 });
}

/** What the server answers to this pair for a database of the tenant. */
async function answer(
  { username, password }: { readonly username: string; readonly password: string | null },
  key: string,
): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
  const got = await fetch(`${server.url}/shop_${key}_sales`, { headers: { authorization } });
  await got.body?.cancel();
  return got.status;
}

describe('rotation killed at any moment', () => {
  it('leaves a password for whatever the registry says, and it works once applied', async () => {
    const path = await newDirectory();
    const first = await open(path);
    const keys = ['kill-one', 'kill-two'];
    for (const key of keys) await first.api.tenants.create(tenantForm(key));
    await connect(first);
    await apply(first);
    await first.close();

    for (const mode of ['loop', 'between', 'loop']) {
      const rotator = startProgram(program, [path, mode]);
      const enough = 1 + Math.floor(Math.random() * 6);
      await rotator.until(() => mode === 'loop' && rotator.lines.length >= enough);
      rotator.kill('SIGKILL');
      await rotator.ended;
      expect(rotator.lines[0]).toBe('ready');

      const console = await open(path);
      for (const { id } of (await listTenants(console)).rows) {
        const { accounts } = await console.api.tenants.get({ id });
        expect(accounts.map(({ revealable }) => revealable)).toEqual([true, true]);
      }
      await synced(console);
      await apply(console);
      for (const { id, key } of (await listTenants(console)).rows) {
        for (const account of ['sync', 'admin'] as const) {
          const shown = await reveal(console, id, account, server.password);
          await expect.poll(() => answer(shown, key)).toBe(200);
          if (shown.previous !== null) {
            await expect.poll(() => answer(shown.previous ?? shown, key)).toBe(200);
          }
        }
      }
      expect((await console.api.plan.make({ scope: 'all' })).operations).toBe(0);
      await console.close();
    }
  });
});

describe('a password that another device made', () => {
  it('is not here: rotate it, and then it is', async () => {
    const maker = await open(await newDirectory());
    const { id, key } = await maker.api.tenants.create(tenantForm('elsewhere'));
    await connect(maker);
    await apply(maker);
    await synced(maker);

    const other = await open(await newDirectory());
    await connect(other);
    const detail = await other.api.tenants.get({ id });
    expect(detail.accounts.map(({ revealable }) => revealable)).toEqual([false, false]);
    await expect(reveal(other, id, 'sync', server.password)).rejects.toMatchObject({
      code: 'not-on-this-device',
      remedy: 'Reveal it there, or rotate the account sync to make a new password here.',
    });
    const old = await reveal(maker, id, 'sync', server.password);
    await other.api.accounts.rotate({ tenantIds: [id], account: 'sync', overlapHours: 24 });
    await synced(other);
    await apply(other);
    const made = await reveal(other, id, 'sync', server.password);
    expect(made).toMatchObject({
      username: 'shop_elsewhere_sync.2',
      // The older pair still works, but what it is only the maker knows.
      previous: { username: 'shop_elsewhere_sync', password: null },
    });
    expect(await answer(made, key)).toBe(200);
    expect(await answer(old, key)).toBe(200);
    await maker.api.sync.now(undefined);
    await expect(reveal(maker, id, 'sync', server.password)).rejects.toMatchObject({
      code: 'not-on-this-device',
    });
  });
});
