import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import {
  listTenants,
  openTestConsole,
  registryShows,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

let server: CouchDbServer;
let anna: Console;
let ben: Console;
const directories: Awaited<ReturnType<typeof temporaryDirectory>>[] = [];

async function open(name: string): Promise<Console> {
  const directory = await temporaryDirectory(`sync-${name}`);
  directories.push(directory);
  return openTestConsole(directory.path, { operatorName: name });
}

const connect = (console: Console) =>
  console.api.connection.connect({
    url: server.url,
    username: server.username,
    password: server.password,
  });

const keys = async (console: Console) =>
  (await listTenants(console)).rows.map(({ key }) => key).sort();

const synced = (console: Console) => syncStatus(console, ({ state }) => state === 'synced');

beforeAll(async () => {
  server = await startCouchDb();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  anna = await open('anna');
  ben = await open('ben');
});
afterEach(async () => {
  await Promise.all([anna.close(), ben.close()]);
  for (const directory of directories.splice(0)) await directory.remove();
});

describe('two consoles on one server', () => {
  it('see each other’s edits by the live feed, each with an account of its own', async () => {
    const [one, other] = [await connect(anna), await connect(ben)];
    expect(one.operatorAccount).not.toBe(other.operatorAccount);
    await Promise.all([synced(anna), synced(ben)]);

    for (const [from, to, key] of [
      [anna, ben, 'from-anna'],
      [ben, anna, 'from-ben'],
    ] as const) {
      await from.api.tenants.create(tenantForm(key));
      const begun = performance.now();
      await registryShows(to, async () => (await keys(to)).includes(key));
      // Far above what a feed takes on a busy machine, and below the time after which a check would find it.
      expect(performance.now() - begun).toBeLessThan(10_000);
    }
    const statuses = await Promise.all([synced(anna), synced(ben)]);
    for (const { waitingIn, waitingOut, agreement, error } of statuses) {
      expect({ waitingIn, waitingOut, error }).toEqual({
        waitingIn: 0,
        waitingOut: 0,
        error: null,
      });
      expect(agreement).not.toBeNull();
    }
  });

  it('take in documents of others, attachments among them, and show what they cannot use', async () => {
    await Promise.all([connect(anna), connect(ben)]);
    await synced(anna);
    const response = await fetch(`${server.url}/couch-sitter/tenant_from-elsewhere`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`,
      },
      body: JSON.stringify({
        type: 'tenant',
        _attachments: {
          'photo.bin': {
            content_type: 'application/octet-stream',
            data: Buffer.alloc(100_000, 7).toString('base64'),
          },
        },
      }),
    });
    expect(response.status).toBe(201);
    const shown = async (console: Console) =>
      (await console.api.registry.problems(undefined)).some(
        ({ id, kind }) => id === 'tenant_from-elsewhere' && kind === 'broken',
      );
    await Promise.all([anna, ben].map((console) => registryShows(console, () => shown(console))));
    await Promise.all([synced(anna), synced(ben)]);
  });

  it('work on while the server is away, and converge and say so once it is back', async (context) => {
    const { restart, kill } = server;
    if (restart === undefined || kill === undefined) {
      context.skip('this server cannot be stopped by a test');
      return;
    }
    await connect(anna);
    await connect(ben);
    await ben.api.sync.now(undefined);
    // Only now does Anna's side know that nothing of what came from Ben waits to go back.
    const before = (await anna.api.sync.now(undefined)).agreement;

    await kill();
    const away = await syncStatus(anna, ({ state }) => state === 'offline');
    expect(away.error?.code).toBe('server-refused');
    expect(away.agreement).toEqual(before);
    await syncStatus(ben, ({ state }) => state === 'offline');
    await anna.api.tenants.create(tenantForm('offline-anna'));
    await ben.api.tenants.create(tenantForm('offline-ben'));
    const waiting = await syncStatus(
      anna,
      ({ state, waitingOut }) => state === 'offline' && (waitingOut ?? 0) > 0,
    );
    // The tenant and its two accounts.
    expect(waiting.waitingOut).toBe(3);

    await restart();
    anna.online();
    ben.online();
    for (const console of [anna, ben]) {
      await registryShows(console, async () => {
        const shown = await keys(console);
        return shown.includes('offline-anna') && shown.includes('offline-ben');
      });
    }
    const [a, b] = await Promise.all([anna.api.sync.now(undefined), ben.api.sync.now(undefined)]);
    for (const status of [a, b]) {
      expect(status).toMatchObject({ state: 'synced', waitingIn: 0, waitingOut: 0, error: null });
      expect(status.agreement?.at).not.toBe(before?.at);
    }
  });

  it('come back by themselves, without a hint', async (context) => {
    const { restart, kill } = server;
    if (restart === undefined || kill === undefined) {
      context.skip('this server cannot be stopped by a test');
      return;
    }
    await connect(anna);
    await synced(anna);
    await kill();
    const away = await syncStatus(anna, ({ retryAt }) => retryAt !== null);
    expect(away.state).toBe('offline');
    await restart();
    expect((await synced(anna)).error).toBeNull();
  });

  it('take the connection up again after a restart of the console', async () => {
    await connect(anna);
    await anna.api.tenants.create(tenantForm('kept'));
    await synced(anna);
    await anna.close();
    const [directory] = directories;
    if (directory === undefined) throw new Error('no directory');
    anna = await openTestConsole(directory.path, { operatorName: 'anna' });
    expect(await keys(anna)).toContain('kept');
    expect(await anna.api.connection.current(undefined)).toMatchObject({ mayApply: true });
    await synced(anna);
    expect(await keys(anna)).toContain('kept');
  });
});
