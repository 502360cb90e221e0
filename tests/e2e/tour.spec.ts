import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import {
  act,
  agreement,
  apply,
  compare,
  createTenant,
  fillConnection,
  go,
  openTenant,
  workOffline,
} from './support/drive.ts';
import { expect, test } from './support/launch.ts';
import { editElsewhere, tenantDocument } from './support/registry-edits.ts';

/** Where the screenshots go; the README shows them. */
const screens =
  process.env['MYCOUCH_E2E_SCREENS'] ?? join(import.meta.dirname, '../../docs/screens');

const shops = [
  'Acme Ltd',
  'Bistro Süd',
  'Café Ánimo',
  'Drums & Co',
  'Elm Street Books',
  'Fjord Outdoor',
  'Green Grocer',
  'Harbour Tea House',
  'Île de Papier',
  'Juniper Cycles',
];

async function still(page: Page, name: string): Promise<void> {
  // Nothing that fades or slides may be caught half-way.
  await page.evaluate(async () => {
    await Promise.all(
      document.getAnimations().map((animation) => animation.finished.catch(() => 0)),
    );
  });
  await page.screenshot({ path: join(screens, `${name}.png`) });
}

async function theme(page: Page, wanted: 'Light' | 'Dark'): Promise<void> {
  const button = page.getByRole('button', { name: /^Theme: / });
  for (let turn = 0; turn < 3; turn += 1) {
    const name = await button.getAttribute('aria-label');
    if (name?.startsWith(`Theme: ${wanted}`) === true) return;
    await button.click();
    await expect(button).not.toHaveAttribute('aria-label', name ?? '');
  }
  await expect(button).toHaveAttribute('aria-label', new RegExp(`^Theme: ${wanted}`));
}

test('D4 U4: the guided tour', async ({ launch }) => {
  test.setTimeout(300_000);
  await mkdir(screens, { recursive: true });
  const { page } = await launch();

  await expect(page.getByRole('button', { name: 'Start the practice server' })).toBeVisible();
  await still(page, 'welcome');

  await page.getByRole('button', { name: 'Connect to a server' }).click();
  await fillConnection(page, {
    url: 'http://127.0.0.1:9',
    username: 'admin',
    password: 'not the real one',
  });
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await still(page, 'connect-refused');
  await page.getByRole('button', { name: 'Back' }).click();

  await workOffline(page);
  await theme(page, 'Light');
  await still(page, 'tenants-empty');
  await page.getByRole('button', { name: 'New tenant' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Acme Ltd');
  await expect(dialog.getByText('shop_acme-ltd_products')).toBeVisible();
  await still(page, 'tenant-new');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  // What was typed is still there: nothing is lost by closing a form.
  for (const name of shops) await createTenant(page, { name });
  await page.getByRole('button', { name: 'Close tenant' }).click();
  await still(page, 'tenants-offline');

  await go(page, 'Settings');
  await page.getByRole('button', { name: 'Use the practice server' }).click();
  await agreement(page);
  await still(page, 'settings');

  await compare(page);
  await expect(page.getByRole('button', { name: 'Apply 110 operations' })).toBeVisible();
  await page.getByRole('button', { name: /^Acme Ltd, 11 operations/ }).click();
  await expect(page.getByText('shop_acme-ltd_products').first()).toBeVisible();
  await still(page, 'plan-light');
  await theme(page, 'Dark');
  await still(page, 'plan-dark');
  await theme(page, 'Light');
  await apply(page, 110);
  await still(page, 'plan-applied');

  await act(page, await openTenant(page, 'Drums & Co'), 'Suspend');
  await act(page, await openTenant(page, 'Juniper Cycles'), 'Archive');
  const pane = await openTenant(page, 'Acme Ltd');
  await pane.getByRole('button', { name: 'Reveal the password of shop_acme-ltd_sync' }).click();
  await expect(pane.getByTestId('revealed-password')).toBeVisible();
  // A picture of a secret is a copy of it, even on the practice server.
  await pane.getByTestId('revealed-password').evaluate((element) => {
    element.textContent = '••••••••••••••••••••••••••••';
  });
  await still(page, 'tenants-light');
  await theme(page, 'Dark');
  await still(page, 'tenants-dark');
  await theme(page, 'Light');

  await compare(page);
  await expect(page.getByRole('button', { name: 'Apply 10 operations' })).toBeVisible();
  await apply(page, 10);
  await compare(page);
  await expect(page.getByText('The server matches the registry')).toBeVisible();
  await still(page, 'plan-match');

  await go(page, 'Activity');
  const entries = page.getByRole('region', { name: 'Activity entries' });
  await expect(entries.getByText('drums-and-co').first()).toBeVisible();
  await still(page, 'activity');
  await agreement(page);

  // What a server has that was changed by hand, on a CouchDB where one exists.
  const server = await startCouchDb();
  const proxy = await startFaultProxy(server.url);
  try {
    const admin = rawClient(server, server);
    await page.getByRole('button', { name: /^Server: / }).click();
    await page.getByRole('menuitem', { name: 'Add a server…' }).click();
    const adding = page.getByRole('dialog');
    await fillConnection(page, { ...server, url: proxy.url });
    const connecting = adding.getByRole('button', { name: 'Connect', exact: true });
    await connecting.click();
    await expect(adding.getByRole('radio', { name: 'Leave them with their server' })).toBeChecked();
    await connecting.click();
    await expect(adding).toBeHidden();
    await agreement(page);
    await go(page, 'Settings');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Frankfurt');
    await page.getByRole('button', { name: 'Save name' }).click();
    await expect(page.getByRole('button', { name: /^Server: Frankfurt/ })).toBeVisible();
    await page.getByRole('switch', { name: /^Production/ }).click();
    await expect(page.getByRole('contentinfo').getByText('Production')).toBeVisible();
    await go(page, 'Tenants');
    for (const name of shops.slice(0, 4)) await createTenant(page, { name });
    await page.getByRole('button', { name: /^Server: / }).click();
    await expect(page.getByRole('menuitem', { name: /^Practice/ })).toBeVisible();
    await still(page, 'servers');
    await page.keyboard.press('Escape');
    await compare(page);
    await apply(page, 44);

    const acme = await openTenant(page, 'Acme Ltd');
    await acme.getByRole('button', { name: 'Rotate the password of shop_acme-ltd_sync' }).click();
    await expect(page.getByRole('dialog', { name: 'Rotate the password?' })).toBeVisible();
    await still(page, 'account-rotate');
    await page.keyboard.press('Escape');
    await acme.getByRole('button', { name: 'Reveal the password of shop_acme-ltd_sync' }).click();
    await expect(page.getByRole('dialog', { name: 'Show that it is you' })).toBeVisible();
    await still(page, 'account-prove');
    await page.keyboard.press('Escape');

    const nobody = { names: [], roles: [] };
    const open = { admins: nobody, members: nobody };
    await admin('PUT', '/shop_cafe-animo_products/_security', open);
    const extra = { admins: nobody, members: { names: [], roles: ['bookkeeping'] } };
    await admin('PUT', '/shop_acme-ltd_sales/_security', extra);
    await admin('DELETE', '/shop_drums-and-co_users');
    await go(page, 'Drift');
    await page.getByRole('button', { name: 'Look now' }).first().click();
    await expect(page.getByRole('alert', { name: 'Alarm' })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Database was deleted/ })).toBeVisible();
    await still(page, 'drift-light');
    await theme(page, 'Dark');
    await still(page, 'drift-dark');
    await theme(page, 'Light');
    await act(page, await openTenant(page, 'Bistro Süd'), 'Suspend');
    await compare(page);
    await page.getByRole('checkbox', { name: 'Select the operations of Bistro Süd' }).check();
    await expect(page.getByRole('button', { name: /^Apply selection/ })).toBeEnabled();
    await still(page, 'plan-selection');
    await page.getByRole('button', { name: /^Apply selection/ }).click();
    await expect(page.getByRole('dialog').getByLabel('Type “Frankfurt” to confirm')).toBeVisible();
    await still(page, 'plan-production');
    await page.keyboard.press('Escape');

    // Two people edit the same shop before they meet.
    const bistro = await tenantDocument(admin, 'bistro-sued');
    await editElsewhere(admin, bistro, {
      name: 'Bistro Süd & Garten',
      description: 'Two rooms and a garden. Opens at seven since March.',
      owner_email: 'garten@bistro.example',
    });
    await editElsewhere(admin, bistro, {
      name: 'Bistro am Südtor',
      description: 'Two rooms. Opens at six.',
    });
    await go(page, 'Conflicts');
    await page.getByRole('gridcell', { name: /^Bistro/ }).click();
    const review = page.getByRole('region', { name: /^Conflict of/ });
    await review.getByRole('radio', { name: /^Name, .*Garten$/ }).check();
    await still(page, 'conflict-light');
    await theme(page, 'Dark');
    await still(page, 'conflict-dark');
    await theme(page, 'Light');
    await page
      .getByRole('button', { name: /^Take every choice from/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Resolve' }).click();
    await expect(page.getByText(/^The conflict of .* is decided$/)).toBeVisible();
    await go(page, 'Activity');
    await page.getByRole('button', { name: 'Verify log' }).click();
    await expect(page.getByText('Nothing was altered, removed, forked')).toBeVisible();
    await still(page, 'log-verified');
    await page.keyboard.press('Escape');

    // On a plane, and back.
    await agreement(page);
    await proxy.pause();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
    await expect(page.getByTestId('sync-sentence')).toContainText('Offline');
    await page.keyboard.press('Escape');
    await act(page, await openTenant(page, 'Acme Ltd'), 'Suspend');
    await compare(page);
    await expect(page.getByText(/^Made offline/)).toBeVisible();
    await still(page, 'plan-forecast');
    await editElsewhere(admin, await tenantDocument(admin, 'cafe-animo'), {
      description: 'Closed on Mondays.',
    });
    await proxy.resume();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
    await page.getByRole('button', { name: 'Look at what met' }).first().click();
    await expect(page.getByRole('region', { name: 'What others changed' })).toContainText('Café');
    await still(page, 'away');
    await go(page, 'Sync');
    await still(page, 'sync');
  } finally {
    await proxy.stop();
    await server.stop();
  }
});
