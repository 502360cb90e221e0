import type { Page } from '@playwright/test';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { startScriptedServer } from '../support/scripted-server.ts';
import {
  agreement,
  apply,
  compare,
  connect,
  createTenant,
  dropTyped,
  fillConnection,
  go,
  openTenant,
  reveal,
  workOffline,
} from './support/drive.ts';
import { expect, test } from './support/launch.ts';

/** A machine without a Secret Service. */
const noKeychain = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
const passphrase = 'a passphrase for tests only';

/** What the connection test finds wrong: its headline and what to do, as they stand on screen. */
async function findsWrong(
  page: Page,
  credentials: { readonly url: string; readonly username?: string; readonly password?: string },
  headline: string,
  remedy: string | RegExp,
): Promise<void> {
  await fillConnection(page, { username: 'admin', password: 'wrong', ...credentials });
  await page.getByRole('button', { name: 'Test connection' }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText(headline);
  await expect(alert).toContainText(remedy);
}

async function withServers(
  run: (servers: {
    start: () => Promise<CouchDbServer>;
    ending: (() => Promise<unknown>)[];
  }) => Promise<void>,
): Promise<void> {
  const ending: (() => Promise<unknown>)[] = [];
  const start = async () => {
    const server = await startCouchDb();
    ending.push(() => server.stop());
    return server;
  };
  try {
    await run({ start, ending });
  } finally {
    for (const end of ending.toReversed()) await end();
  }
}

test.describe('bad input, in the real window', () => {
  test('U1: what answers at an address, and who asks, is named with its remedy', async ({
    launch,
  }) => {
    await withServers(async ({ start, ending }) => {
      const { page } = await launch();
      await page.getByRole('button', { name: 'Connect to a server' }).click();
      const website = await startScriptedServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>');
      });
      const gate = await startScriptedServer((_request, response) => {
        response.writeHead(401).end('<h1>Sign in to the office</h1>');
      });
      ending.push(website.stop, gate.stop);
      await findsWrong(page, website, 'This is no CouchDB', 'Check host, port and path');
      await findsWrong(page, gate, 'This is no CouchDB', 'leads past it');
      await gate.stop();
      await findsWrong(page, gate, 'The server does not answer', 'Check that CouchDB is running');
      await findsWrong(
        page,
        { url: 'couch.example.org' },
        'The address must begin with http:// or https://.',
        'Enter one such as',
      );
      const couch = await start();
      await findsWrong(page, { url: couch.url }, 'Name or password is wrong', 'five wrong');
      if (couch.kind === 'practice') return;
      const stranger = { username: 'admin', password: 'guess' };
      for (let guess = 0; guess < 5; guess += 1)
        await rawClient(couch, stranger)('GET', '/_session');
      await findsWrong(
        page,
        { url: couch.url, password: couch.password },
        'Locked out after wrong passwords',
        'Wait five minutes',
      );
    });
  });

  test('T1 T2: keys, names and files that cannot be are refused where they are typed', async ({
    launch,
  }) => {
    const { page } = await launch();
    await workOffline(page);
    await page.getByRole('button', { name: 'New tenant' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New tenant' });
    const name = '<b>Bold</b> & שלום 🎸';
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    const key = dialog.getByRole('textbox', { name: 'Key' });
    for (const [typed, problem] of [
      ['🎸', 'A key starts with a lower-case letter'],
      ['has space', 'lower-case letters a to z, digits and hyphens only'],
      ['x'.repeat(42), 'A key has at most 41 characters.'],
    ] as const) {
      await key.fill(typed);
      await expect(dialog.getByText(problem)).toBeVisible();
      await dialog.getByRole('button', { name: 'Create tenant' }).click();
      await expect(dialog).toBeVisible();
    }
    await key.fill('bold');
    await dialog.getByRole('button', { name: 'Create tenant' }).click();
    await expect(page.getByRole('complementary', { name: `Tenant ${name}` })).toBeVisible();

    await page.getByRole('button', { name: 'New tenant' }).first().click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Bold');
    await expect(dialog.getByText('The key bold belongs to another tenant')).toBeVisible();
    // One Escape does not drop what was typed, nor does the second after typing on.
    const lost = dialog.getByText('What you typed is not saved');
    await page.keyboard.press('Escape');
    await expect(lost).toBeVisible();
    await page.keyboard.type('er');
    await expect(lost).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(lost).toBeInViewport();
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Bolder');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await page.getByRole('button', { name: 'New tenant' }).first().click();
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await expect(lost).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();

    await page.getByRole('button', { name: 'Import tenants' }).click();
    const files = page.getByRole('dialog', { name: 'Import tenants' });
    const load = async (text: string) => {
      await files.getByRole('textbox').fill(text);
      await files.getByRole('button', { name: 'Import tenants' }).click();
    };
    await load('key,name\ngood,Good\nBAD,Bad\nfine,Fine\n');
    const alert = files.getByRole('alert');
    await expect(alert).toContainText('Nothing was imported: 1 line has a problem');
    await expect(alert).toContainText('Line 3 A key starts with a lower-case letter');
    await load('key,name\n');
    await expect(files.getByText('There is no line below the header')).toBeVisible();
    await files.getByRole('button', { name: 'Close' }).last().click();
    await expect(page.getByText('1 tenant', { exact: true })).toBeVisible();
  });

  test('P1 S2: two laptops with one key, and documents of strangers', async ({ launch }) => {
    test.setTimeout(60_000);
    await withServers(async ({ start }) => {
      const couch = await start();
      const first = await launch();
      await workOffline(first.page);
      await createTenant(first.page, { name: 'First', key: 'twin' });
      await connect(first.page, couch);
      await agreement(first.page);
      await compare(first.page);
      await apply(first.page, 11);
      await agreement(first.page);
      await first.close();
      const admin = rawClient(couch, couch);
      await admin('PUT', '/couch-sitter/workspace_1', { type: 'workspace' });
      await admin('PUT', '/couch-sitter/tenant_x', { type: 'tenant', key: 5 });

      const { page } = await launch();
      await workOffline(page);
      await createTenant(page, { name: 'Second', key: 'twin' });
      await connect(page, couch);
      await agreement(page);
      await compare(page);
      await expect(page.getByText('1 tenant is refused')).toBeVisible();
      const because = 'Another tenant (“First”) already has these names.';
      await expect(page.getByText(because)).toBeVisible();
      const pane = await openTenant(page, 'Second');
      await expect(pane.getByText(because)).toBeVisible();
      await pane.getByRole('button', { name: 'Change key', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Change the key' });
      await dialog.getByRole('textbox', { name: 'New key' }).fill('second');
      await dialog.getByRole('button', { name: 'Change key' }).click();
      await expect(dialog).toBeHidden();
      await compare(page);
      await apply(page, 11);
      const username = 'shop_second_sync';
      const password = await reveal(await openTenant(page, 'Second'), username, couch.password);
      const own = rawClient(couch, { username, password });
      expect((await own('GET', '/shop_second_sales')).status).toBe(200);
      expect((await own('GET', '/shop_twin_sales')).status).toBe(403);

      await go(page, 'Settings');
      await expect(page.getByText('2 documents cannot be used.')).toBeVisible();
      await expect(page.getByText('tenant_id is missing')).toBeVisible();
      await expect(page.getByText('Correct or remove it on the server.')).toBeVisible();
    });
  });

  test('P4 P9 S1: a server that is full, then gone, and what is left to do afterwards', async ({
    launch,
  }) => {
    test.setTimeout(90_000);
    await withServers(async ({ start, ending }) => {
      const couch = await start();
      const proxy = await startFaultProxy(couch.url);
      ending.push(proxy.stop);
      const { page } = await launch();
      await workOffline(page);
      await createTenant(page, { name: 'Acme' });
      await connect(page, { ...couch, url: proxy.url });
      await agreement(page);
      await compare(page);
      const start11 = page.getByRole('button', { name: 'Apply 11 operations' });
      await expect(start11).toBeVisible();
      proxy.setPlan(({ method, path }) =>
        // All but the lease and what sync notes, without which nothing is applied at all.
        (method === 'PUT' && !/\/(lease|_local\/.*)$/.test(path)) || path.includes('_bulk_docs')
          ? { kind: 'status', status: 507 }
          : undefined,
      );
      await start11.click();
      await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
      await expect(page.getByText('0 operations applied, 3 failed')).toBeVisible();
      await expect(
        page.getByRole('button', { name: 'Acme, 11 operations, 3 failed, 8 not tried' }),
      ).toBeVisible();
      await expect(page.getByText('Free space on the server.')).toBeVisible();
      const sentence = page.getByTestId('sync-sentence');
      // The registry has nothing new to send; the audit log has what was tried.
      await go(page, 'Sync');
      const full = page.getByRole('region', { name: 'Audit log' }).getByText(/disk is full/);
      await expect(full).toBeVisible();
      proxy.setPlan(() => undefined);
      await page.getByRole('main').getByRole('button', { name: 'Sync now' }).first().click();
      await expect(full).toBeHidden();
      await go(page, 'Plan');

      await proxy.pause();
      await expect(sentence).toContainText('Offline since');
      await page.getByRole('button', { name: 'Compare again' }).first().click();
      // Compared with what was seen of the server last.
      await expect(page.getByText(/Made offline, with the server as it was seen at/)).toBeVisible();
      await go(page, 'Tenants');
      await createTenant(page, { name: 'Made while it was away' });
      await expect(sentence).toContainText(/\d+ changes wait/);
      await proxy.resume();
      await agreement(page);
      await compare(page);
      await apply(page, 22);
    });
  });

  test('S1: without a keychain a passphrase seals the passwords, and a wrong one opens nothing', async ({
    launch,
  }) => {
    test.setTimeout(60_000);
    const first = await launch({ env: noKeychain });
    const { page } = first;
    await expect(page.getByRole('heading', { name: 'Choose a passphrase' })).toBeVisible();
    await page.getByLabel('Passphrase', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Seal with this passphrase' }).click();
    await expect(page.getByText('7 more characters are needed.')).toBeVisible();

    await page.getByRole('button', { name: 'Continue without passwords' }).click();
    await workOffline(page);
    await page.getByRole('button', { name: 'New tenant' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New tenant' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Acme');
    await dialog.getByRole('button', { name: 'Create tenant' }).click();
    await expect(dialog.getByRole('alert')).toBeInViewport();
    await expect(dialog.getByRole('alert')).toContainText('There is no vault yet');
    await dropTyped(page);

    await page.getByRole('button', { name: 'Open the vault' }).click();
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.getByLabel('Repeat the passphrase').fill(passphrase);
    await page.getByRole('button', { name: 'Seal with this passphrase' }).click();
    await createTenant(page, { name: 'Acme' });
    await first.close();

    const second = await launch({ env: noKeychain, dataDir: first.dataDir });
    const field = second.page.getByLabel('Passphrase', { exact: true });
    await field.fill('not the right one');
    await second.page.getByRole('button', { name: 'Unlock' }).click();
    await expect(second.page.getByText('Wrong passphrase.')).toBeVisible();
    await field.fill(passphrase);
    await second.page.getByRole('button', { name: 'Unlock' }).click();
    await reveal(await openTenant(second.page, 'Acme'), 'shop_acme_sync', passphrase);
  });

  test('S1: a vault whose key is in a keychain that is away leaves the tenants readable', async ({
    launch,
  }) => {
    const first = await launch();
    await workOffline(first.page);
    await createTenant(first.page, { name: 'Acme' });
    await first.close();
    const { page } = await launch({ env: noKeychain, dataDir: first.dataDir });
    await expect(page.getByRole('heading', { name: 'The keychain does not open' })).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('Work in the desktop session');
    await page.getByRole('button', { name: 'Continue without passwords' }).click();
    await expect(page.getByRole('gridcell', { name: 'Acme', exact: true })).toBeVisible();
  });
});
