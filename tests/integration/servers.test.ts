import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { onlyReads } from '../../src/couch/read-only.ts';
import type { ServerRow } from '../../src/shared/bridge/server-views.ts';
import { logDatabase, registryDatabase } from '../../src/shared/naming.ts';
import type { Console } from '../../src/main/console/ports.ts';
import { cliThrough } from '../support/cli-through.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { emptyServer } from '../support/empty-server.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import {
  listTenants,
  openTestConsole,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

let one: CouchDbServer;
let other: CouchDbServer;
let proxy: FaultProxy;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let console: Console;

/** The dear one is started once; no test finds there what another has left. */
beforeAll(async () => {
  one = await startOwnCouchDb();
});
afterAll(() => one.stop());
beforeEach(async () => {
  other = await startCouchDb({ kind: 'practice' });
  proxy = await startFaultProxy(one.url);
  directory = await temporaryDirectory('known-servers');
  console = await openTestConsole(directory.path);
});
afterEach(async () => {
  await console.close();
  await directory.remove();
  await proxy.stop();
  await emptyServer(one);
  await other.stop();
});

const connect = async (server: CouchDbServer, url = server.url, on = console) => {
  const { username, password } = server;
  const info = await on.api.connection.connect({ url, username, password });
  await syncStatus(on, ({ state }) => state === 'synced');
  return info;
};
const keys = async () => (await listTenants(console)).rows.map(({ key }) => key);
const rows = () => console.api.servers.list(undefined);
const synced = (on = console) =>
  syncStatus(on, ({ state, waitingOut }) => state === 'synced' && waitingOut === 0);

const replicated = new Set<string>([registryDatabase, logDatabase]);
/** What reached the server that is neither a question nor the replication of the registry and its log. */
const writes = (from: number) =>
  proxy
    .requests()
    .slice(from)
    .filter(({ method, path }) => {
      const [before = ''] = path.split('?');
      const segments = before.slice(1).split('/').map(decodeURIComponent);
      const reads =
        (method === 'GET' || method === 'HEAD' || method === 'POST') && onlyReads(method, segments);
      return !reads && !replicated.has(segments[0] ?? '');
    })
    .map(({ method, path }) => `${method} ${path}`);

describe('several servers', () => {
  it('turns to a known one with what is saved for it, and writes nothing to it', async () => {
    const first = await connect(one, proxy.url);
    await console.api.tenants.create(tenantForm('of-one'));
    await synced();
    const second = await connect(other);
    await console.api.tenants.create(tenantForm('of-other'));
    await synced();
    const told: (string | null)[] = [];
    console.events.on('connection.changed', (info) => told.push(info?.serverId ?? null));

    const from = proxy.requests().length;
    expect(await console.api.servers.use({ serverId: first.serverId })).toMatchObject({
      serverId: first.serverId,
      url: proxy.url,
      mayApply: true,
    });
    await synced();
    expect(await keys()).toEqual(['of-one']);
    expect((await console.api.plan.make(undefined)).tenants.map(({ key }) => key)).toEqual([
      'of-one',
    ]);
    expect(writes(from)).toEqual([]);
    expect(told).toEqual([first.serverId]);
    expect(await rows()).toMatchObject([
      { serverId: first.serverId, current: true, tenants: 1, databases: 3, mayApply: true },
      { serverId: second.serverId, current: false, tenants: null, databases: null },
    ] satisfies Partial<ServerRow>[]);

    await console.api.servers.use({ serverId: second.serverId });
    expect(await keys()).toEqual(['of-other']);
    await console.close();
    console = await openTestConsole(directory.path);
    expect(await keys()).toEqual(['of-other']);
    expect((await rows()).map(({ serverId, current }) => [serverId, current])).toEqual([
      [first.serverId, false],
      [second.serverId, true],
    ]);
  });

  it('turns to a known one that is not reachable, and shows its tenants', async () => {
    const first = await connect(one, proxy.url);
    await console.api.tenants.create(tenantForm('of-one'));
    await synced();
    await connect(other);
    await proxy.pause();
    await console.api.servers.use({ serverId: first.serverId });
    expect(await keys()).toEqual(['of-one']);
    expect((await syncStatus(console, ({ state }) => state === 'offline')).state).toBe('offline');
    await proxy.resume();
    console.online();
    await synced();
  });

  it('forgets one and its credentials, not the connected one, and keeps its tenants', async () => {
    const first = await connect(one);
    await console.api.tenants.create(tenantForm('of-one'));
    await synced();
    await expect(console.api.servers.forget({ serverId: first.serverId })).rejects.toMatchObject({
      code: 'not-allowed-in-state',
    });
    await connect(other);
    await console.api.servers.forget({ serverId: first.serverId });
    expect((await rows()).map(({ current }) => current)).toEqual([true]);
    await expect(console.api.servers.use({ serverId: first.serverId })).rejects.toMatchObject({
      code: 'not-found',
    });
    const saved = { url: one.url, username: one.username, password: null };
    await expect(console.api.connection.connect(saved)).rejects.toMatchObject({
      code: 'not-on-this-device',
    });
    await connect(one);
    expect(await keys()).toEqual(['of-one']);
  });

  it('sends a saved password to no server but the one it was saved for, whatever a document says', async () => {
    const first = await connect(one);
    await synced();
    const admin = rawClient(one, one);
    const { body } = await admin('GET', `/couch-sitter/${first.serverId}`);
    const seen = await startFaultProxy(other.url);
    try {
      const changed = {
        ...z.looseObject({}).parse(body),
        url: seen.url,
        updatedBy: 'somebody else',
      };
      await admin('PUT', `/couch-sitter/${first.serverId}`, changed);
      await synced();
      await connect(other);
      await console.api.servers.use({ serverId: first.serverId });
      await synced();
      await console.api.plan.make(undefined);
      await console.close();
      console = await openTestConsole(directory.path);
      await synced();
      expect((await console.api.connection.current(undefined))?.url).toBe(one.url);
      expect((await rows()).find(({ current }) => current)?.url).toBe(one.url);
      // Asked for by its address, the saved password is not there.
      await expect(
        console.api.connection.connect({ url: seen.url, username: 'admin', password: null }),
      ).rejects.toMatchObject({ code: 'not-on-this-device' });
      expect(seen.requests()).toEqual([]);
    } finally {
      await seen.stop();
    }
  });
});

describe('a server marked read-only', () => {
  it('is written to by no call of the window and no command, and by all of them afterwards', async () => {
    const info = await connect(one, proxy.url);
    await console.api.tenants.create(tenantForm('acme'));
    await synced();
    await console.api.servers.mark({ serverId: info.serverId, readOnly: true });
    expect(await console.api.connection.current(undefined)).toMatchObject({ readOnly: true });
    await synced();

    const from = proxy.requests().length;
    const plan = await console.api.plan.make(undefined);
    expect(plan.operations).toBeGreaterThan(0);
    await expect(console.api.plan.apply({ planId: plan.id })).rejects.toMatchObject({
      code: 'server-read-only',
    });
    await console.api.tenants.create(tenantForm('later'));
    await synced();
    expect(writes(from)).toEqual([]);

    const run = await cliThrough(console, ['apply', '--yes', '--json']);
    expect(run.exit).toBe(1);
    expect(run.out).toContain('server-read-only');
    const off = ['server', 'mark', info.name, '--read-only', 'off'];
    expect((await cliThrough(console, off)).err).toContain('asks for the server’s name');
    expect(writes(from)).toEqual([]);

    expect((await cliThrough(console, [...off, '--confirm', info.name])).exit).toBe(0);
    expect((await cliThrough(console, ['apply', '--yes', '--json'])).exit).toBe(0);
    expect(writes(from).length).toBeGreaterThan(0);
  });

  it('is not changed by a device that connects to it: one with an account may, a new one may not', async () => {
    const info = await connect(one, proxy.url);
    await console.api.servers.mark({ serverId: info.serverId, readOnly: true });
    await synced();
    const from = proxy.requests().length;
    await connect(one, proxy.url);
    expect(writes(from)).toEqual([]);

    const elsewhere = await temporaryDirectory('known-servers-second');
    const second = await openTestConsole(elsewhere.path);
    try {
      const { username, password } = one;
      const given = { url: proxy.url, username, password };
      await expect(second.api.connection.connect(given)).rejects.toMatchObject({
        code: 'server-read-only',
      });
      expect(await second.api.connection.current(undefined)).toBeNull();
      expect(writes(from)).toEqual([]);
      await console.api.servers.mark({
        serverId: info.serverId,
        readOnly: false,
        confirm: info.name,
      });
      await synced();
      expect(await connect(one, proxy.url, second)).toMatchObject({ readOnly: false });
    } finally {
      await second.close();
      await elsewhere.remove();
    }
  });

  it('is known to be one by every device that replicates, with its name and its other marks', async () => {
    const info = await connect(one, proxy.url);
    await synced();
    const elsewhere = await temporaryDirectory('known-servers-second');
    const second = await openTestConsole(elsewhere.path);
    try {
      await connect(one, proxy.url, second);
      const { serverId } = info;
      const marks = { production: true, readOnly: true, agentApplies: 'edits' as const };
      await console.api.servers.mark({ serverId, name: 'Live', ...marks });
      await synced();
      await new Promise<void>((resolve) => {
        const look = async () => {
          const [row] = await second.api.servers.list(undefined);
          if (row?.name === 'Live') resolve();
        };
        second.events.on('servers.changed', () => void look());
        void look();
      });
      expect(await second.api.servers.list(undefined)).toMatchObject([{ name: 'Live', ...marks }]);
      expect(await second.api.connection.current(undefined)).toMatchObject({
        name: 'Live',
        production: true,
        readOnly: true,
      });
      // One that only reads makes no second document of the server, which would conflict.
      const { body } = await rawClient(one, one)('GET', `/couch-sitter/${serverId}?conflicts=true`);
      expect(body).not.toHaveProperty('_conflicts');
    } finally {
      await second.close();
      await elsewhere.remove();
    }
  });
});
