import { afterEach, beforeAll, beforeEach, afterAll, describe, expect, it } from 'vitest';
import type { Console } from '../../src/main/console/ports.ts';
import { connectControl } from '../../src/main/control/connect-control.ts';
import { serveControl } from '../../src/main/control/serve-control.ts';
import type { Keychain } from '../../src/main/secrets/keychain.ts';
import type { Clock } from '../../src/shared/clock.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { systemClock } from '../support/registry-samples.ts';
import {
  openTestConsole,
  temporaryDirectory,
  tenantForm,
  testPassphrase,
} from '../support/test-console.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let opened: Console[] = [];
/** Milliseconds by which a test has moved the console's clock, which stands still otherwise. */
let ahead = 0;
const start = Date.now();
const clock: Clock = {
  now: () => new Date(start + ahead),
  timer: systemClock.timer,
};

beforeEach(async () => {
  directory = await temporaryDirectory('proof');
  ahead = 0;
});
afterEach(async () => {
  for (const console of opened) await console.close();
  opened = [];
  await directory.remove();
});

async function open(options: Parameters<typeof openTestConsole>[1] = {}): Promise<Console> {
  const console = await openTestConsole(directory.path, {
    clock,
    passphrase: testPassphrase,
    ...options,
  });
  opened.push(console);
  return console;
}

function memoryKeychain(): Keychain {
  const entries = new Map<string, string>();
  return {
    get: (name) => Promise.resolve(entries.get(name) ?? null),
    set: (name, secret) => Promise.resolve(void entries.set(name, secret)),
    delete: (name) => Promise.resolve(void entries.delete(name)),
  };
}

const auditActions = async (console: Console) =>
  (await console.api.audit.recent({ tenantId: null, offset: 0, limit: 100 })).rows.map(
    ({ action, outcome }) => `${action} ${outcome}`,
  );

describe('a vault under a passphrase', () => {
  it('shows a password for two minutes after the passphrase, and asks again', async () => {
    const { api } = await open();
    const { id } = await api.tenants.create(tenantForm('acme'));
    const show = () => api.accounts.reveal({ tenantId: id, account: 'sync' });
    expect(await api.accounts.reauthentication(undefined)).toEqual({
      method: 'passphrase',
      until: null,
    });
    await expect(show()).rejects.toMatchObject({ code: 'reauthentication-needed' });

    const proven = await api.accounts.reauthenticate({ secret: testPassphrase });
    expect(Object.keys(proven).sort()).toEqual(['method', 'until']);
    expect(Date.parse(proven.until ?? '') - clock.now().getTime()).toBe(120_000);
    expect(await show()).toMatchObject({ username: 'shop_acme_sync', previous: null });
    ahead += 119_000;
    expect(await show()).toMatchObject({ username: 'shop_acme_sync' });
    ahead += 2_000;
    await expect(show()).rejects.toMatchObject({ code: 'reauthentication-needed' });
    expect((await api.accounts.reauthentication(undefined)).until).toBeNull();
  });

  it('notes wrong answers, lets them wait, and remembers them over a restart', async () => {
    const console = await open();
    const { accounts } = console.api;
    for (let count = 0; count < 3; count += 1) {
      ahead += 100;
      await expect(accounts.reauthenticate({ secret: 'not this one' })).rejects.toMatchObject({
        code: 'vault-passphrase-wrong',
      });
    }
    await expect(accounts.reauthenticate({ secret: testPassphrase })).rejects.toMatchObject({
      code: 'reauthentication-needed',
      details: { wait: 1 },
    });
    const actions = await auditActions(console);
    expect(actions.filter((one) => one === 'reauthentication_failed failed')).toHaveLength(3);
    await console.close();
    const again = await open();
    // Nobody is spared the wait by starting the program anew.
    await expect(
      again.api.accounts.reauthenticate({ secret: testPassphrase }),
    ).rejects.toMatchObject({ code: 'reauthentication-needed' });
    ahead += 10_000;
    expect((await again.api.accounts.reauthenticate({ secret: testPassphrase })).until).not.toBe(
      null,
    );
  });

  it('takes the proof of one caller for no other', async () => {
    const console = await open();
    const { id } = await console.api.tenants.create(tenantForm('acme'));
    const show = { tenantId: id, account: 'sync' };
    const control = await serveControl({
      directory: directory.path,
      console,
      owner: 'window',
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    try {
      await console.api.accounts.reauthenticate({ secret: testPassphrase });
      const [one, two] = [
        await connectControl(directory.path),
        await connectControl(directory.path),
      ];
      if (one === null || two === null) throw new Error('nobody answers');
      await expect(one.client.accounts.reveal(show)).rejects.toMatchObject({
        code: 'reauthentication-needed',
      });
      await one.client.accounts.reauthenticate({ secret: testPassphrase });
      expect(await one.client.accounts.reveal(show)).toMatchObject({ username: 'shop_acme_sync' });
      await expect(two.client.accounts.reveal(show)).rejects.toMatchObject({
        code: 'reauthentication-needed',
      });
      one.close();
      two.close();
    } finally {
      await control.close();
    }
  });
});

describe('beside a keychain', () => {
  let server: CouchDbServer;
  beforeAll(async () => {
    server = await startCouchDb();
  });
  afterAll(async () => {
    await server.stop();
  });

  it('asks for the administrator’s password of the server, and works offline', async () => {
    const { api } = await open({ keychain: memoryKeychain(), passphrase: null });
    const { id } = await api.tenants.create(tenantForm('acme'));
    const show = () => api.accounts.reveal({ tenantId: id, account: 'sync' });
    // No server yet, so there is nothing to ask for.
    expect((await api.accounts.reauthentication(undefined)).method).toBe('none');
    expect(await show()).toMatchObject({ username: 'shop_acme_sync' });

    const { url, username, password } = server;
    await api.connection.connect({ url, username, password });
    expect(await api.accounts.reauthentication(undefined)).toEqual({
      method: 'server-password',
      until: null,
    });
    await expect(show()).rejects.toMatchObject({ code: 'reauthentication-needed' });
    await expect(api.accounts.reauthenticate({ secret: `${password}x` })).rejects.toMatchObject({
      code: 'server-wrong-password',
    });
    await api.accounts.reauthenticate({ secret: password });
    expect(await show()).toMatchObject({ username: 'shop_acme_sync' });

    // Neither giving the tenants to a server of one's own nor forgetting theirs is a way round it.
    ahead += 121_000;
    const own = { url: 'http://127.0.0.1:1', username: 'x', password: 'y', takeTenants: true };
    await expect(api.connection.connect(own)).rejects.toMatchObject({
      code: 'reauthentication-needed',
    });
    await api.connection.forget(undefined);
    expect((await api.accounts.reauthentication(undefined)).method).toBe('server-password');
    await expect(show()).rejects.toMatchObject({ code: 'reauthentication-needed' });
    await expect(api.accounts.reauthenticate({ secret: password })).rejects.toMatchObject({
      code: 'not-on-this-device',
    });
  });
});
