import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../src/main/console/ports.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import {
  listTenants,
  openTestConsole,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

let one: CouchDbServer;
let other: CouchDbServer;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let console: Console;

beforeEach(async () => {
  [one, other] = await Promise.all([startCouchDb(), startCouchDb({ kind: 'practice' })]);
  directory = await temporaryDirectory('servers');
  console = await openTestConsole(directory.path);
});
afterEach(async () => {
  await console.close();
  await directory.remove();
  await Promise.all([one.stop(), other.stop()]);
});

const connect = async (server: CouchDbServer, takeTenants?: boolean) => {
  const { url, username, password } = server;
  await console.api.connection.connect({ url, username, password, takeTenants });
  await syncStatus(console, ({ state }) => state === 'synced');
};
/** Whoever takes tenants along shows first to be who administers the server that they are on. */
const prove = () => console.api.accounts.reauthenticate({ secret: one.password });
const keys = async () => (await listTenants(console)).rows.map(({ key }) => key);
const tenantsOn = async (server: CouchDbServer) => {
  const { body } = await rawClient(server, server)('GET', '/couch-sitter/_all_docs');
  return JSON.stringify(body).match(/"id":"tenant_[0-9a-f-]{36}"/g)?.length ?? 0;
};

describe('one console and two servers', () => {
  it('keeps the tenants of each with their server, over restarts too', async () => {
    await console.api.tenants.create(tenantForm('made-offline'));
    await connect(one);
    await console.api.tenants.create(tenantForm('of-one'));
    await syncStatus(console, ({ waitingOut, state }) => waitingOut === 0 && state === 'synced');

    const { url, username, password } = other;
    expect(await console.api.connection.test({ url, username, password })).toMatchObject({
      ok: true,
      otherRegistry: { tenants: 2 },
    });
    await connect(other);
    expect(await keys()).toEqual([]);
    expect(await tenantsOn(other)).toBe(0);
    await console.api.tenants.create(tenantForm('of-other'));
    await syncStatus(console, ({ waitingOut, state }) => waitingOut === 0 && state === 'synced');

    await console.close();
    console = await openTestConsole(directory.path);
    expect(await keys()).toEqual(['of-other']);
    await connect(one);
    expect(await keys()).toEqual(['made-offline', 'of-one']);
    await connect(other);
    expect(await keys()).toEqual(['of-other']);
  });

  it('takes tenants along to another server when told to, and mixes no two lists', async () => {
    await connect(one);
    await console.api.tenants.create(tenantForm('acme'));
    await prove();
    await connect(other, true);
    expect(await keys()).toEqual(['acme']);
    await syncStatus(console, ({ waitingOut, state }) => waitingOut === 0 && state === 'synced');
    expect(await tenantsOn(other)).toBe(1);

    await connect(one);
    await console.api.tenants.create(tenantForm('later'));
    const { url, username, password } = other;
    await prove();
    await expect(
      console.api.connection.connect({ url, username, password, takeTenants: true }),
    ).rejects.toMatchObject({ code: 'not-allowed-in-state' });
    expect(await keys()).toContain('later');
  });

  it('refuses another server that only the environment names, before anything is sent', async () => {
    await connect(one);
    await console.api.tenants.create(tenantForm('acme'));
    await console.close();
    const { url, username, password } = other;
    console = await openTestConsole(directory.path, {
      serverOverride: { url, username, password },
      replication: 'on-demand',
    });
    await expect(console.api.plan.make(undefined)).rejects.toMatchObject({ code: 'conflict' });
    expect((await rawClient(other, other)('GET', '/couch-sitter')).status).toBe(404);
    expect(await keys()).toEqual(['acme']);
  });
});
