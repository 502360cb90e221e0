import type { Locator, Page } from '@playwright/test';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { act, choose, compare, go, openTenant, withTenant } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

async function serverName(page: Page): Promise<string> {
  await go(page, 'Settings');
  return page.getByRole('textbox', { name: 'Name', exact: true }).inputValue();
}

/** Refused while something else is typed, done with what is asked for. */
async function confirmTyped(dialog: Locator, text: string, action: string): Promise<void> {
  const field = dialog.getByLabel(`Type “${text}” to confirm`);
  const button = dialog.getByRole('button', { name: action, exact: true });
  await expect(button).toBeDisabled();
  await field.fill(`${text}x`);
  await expect(button).toBeDisabled();
  await field.press('Enter');
  await expect(dialog).toBeVisible();
  await field.fill(text);
  await button.click();
}

test('I6 P1: a production server has its name typed before access is taken, a read-only one takes nothing', async ({
  launch,
}) => {
  test.setTimeout(240_000);
  const server = await startCouchDb();
  try {
    const { page } = await launch();
    await withTenant(page, server, 'Acme Ltd');
    const name = await serverName(page);
    await page.getByRole('switch', { name: /^Production/ }).click();
    await expect(page.getByRole('contentinfo').getByText('Production')).toBeVisible();

    await act(page, await openTenant(page, 'Acme Ltd'), 'Suspend');
    await compare(page);
    await page.getByRole('button', { name: /^Apply \d+ operations$/ }).click();
    const asked = page.getByRole('dialog', { name: 'Apply this plan?' });
    await expect(asked.getByText('This is a production server')).toBeVisible();
    await confirmTyped(asked, name, 'Apply');
    await expect(page.getByText(/operations applied$/)).toBeVisible();

    await go(page, 'Settings');
    await page.getByRole('switch', { name: /^Read-only/ }).click();
    await expect(page.getByRole('contentinfo').getByText('Read-only')).toBeVisible();
    await act(page, await openTenant(page, 'Acme Ltd'), 'Activate');
    await compare(page);
    await expect(page.getByText('This server is read-only')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Apply \d+ operations$/ })).toBeDisabled();
    await expect(page.getByRole('checkbox')).toHaveCount(0);

    await go(page, 'Settings');
    await page.getByRole('switch', { name: /^Read-only/ }).click();
    const off = page.getByRole('dialog', { name: 'Allow writing to this server?' });
    await confirmTyped(off, name, 'Take the mark off');
    await expect(off).toBeHidden();
    await expect(page.getByRole('switch', { name: /^Read-only/ })).not.toBeChecked();
  } finally {
    await server.stop();
  }
});

test('I6 T1: a purge deletes for good only with the tenant’s key typed, and nothing else', async ({
  launch,
}) => {
  test.setTimeout(240_000);
  const server = await startCouchDb();
  try {
    const { page } = await launch();
    await withTenant(page, server, 'Acme Ltd');
    const admin = rawClient(server, server);
    expect((await admin('PUT', '/somebody-elses')).status).toBe(201);
    await act(page, await openTenant(page, 'Acme Ltd'), 'Move to trash');
    await compare(page);
    await page.getByRole('button', { name: /^Apply \d+ operations$/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText(/operations applied$/)).toBeVisible();

    await go(page, 'Tenants');
    await page.getByRole('button', { name: /^Trash/ }).click();
    await page.getByRole('gridcell', { name: 'Acme Ltd', exact: true }).click();
    const pane = page.getByRole('complementary', { name: 'Tenant Acme Ltd' });
    const dialog = await choose(page, pane, 'Purge…');
    await expect(dialog.getByText(/shop_acme-ltd_sales/)).toBeVisible();
    await confirmTyped(dialog, 'acme-ltd', 'Delete for good');
    await expect(dialog).toBeHidden();
    await expect(pane.getByText(/^Deleted on the server at/)).toBeVisible();
    expect((await admin('GET', '/shop_acme-ltd_sales')).status).toBe(404);
    expect((await admin('GET', '/_users/org.couchdb.user:shop_acme-ltd_sync')).status).toBe(404);
    expect((await admin('GET', '/somebody-elses')).status).toBe(200);
  } finally {
    await server.stop();
  }
});
