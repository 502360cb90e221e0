import { startCouchDb } from '../support/couchdb-server.ts';
import {
  agreement,
  connect,
  createTenant,
  fillConnection,
  go,
  workOffline,
} from './support/drive.ts';
import { expect, test } from './support/launch.ts';

test('P10 S1: tenants of the practice server stay with it when one connects to a CouchDB', async ({
  launch,
}) => {
  const server = await startCouchDb();
  try {
    const { page } = await launch();
    await workOffline(page);
    await go(page, 'Settings');
    await page.getByRole('button', { name: 'Use the practice server' }).click();
    await agreement(page);
    await go(page, 'Tenants');
    await createTenant(page, { name: 'Play Thing' });

    await go(page, 'Settings');
    await page.getByRole('main').getByRole('button', { name: 'Connect to a server' }).click();
    const dialog = page.getByRole('dialog');
    await fillConnection(page, server);
    const connect = dialog.getByRole('button', { name: 'Connect', exact: true });
    await connect.click();
    await expect(dialog.getByText('1 tenant here belongs to another server')).toBeVisible();
    await expect(dialog.getByRole('radio', { name: 'Leave them with their server' })).toBeChecked();
    await connect.click();
    await expect(dialog).toBeHidden();
    await agreement(page);
    await go(page, 'Tenants');
    await expect(page.getByText('No tenants yet')).toBeVisible();
    await expect(page.getByRole('complementary')).toHaveCount(0);

    await go(page, 'Settings');
    await page.getByRole('button', { name: 'Forget this server' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Forget', exact: true }).click();
    await page.getByRole('button', { name: 'Use the practice server' }).click();
    await agreement(page);
    await go(page, 'Tenants');
    await expect(page.getByRole('gridcell', { name: 'Play Thing', exact: true })).toBeVisible();
  } finally {
    await server.stop();
  }
});

test('P10: one turns from server to server in the frame, each with its own tenants and marks', async ({
  launch,
}) => {
  test.setTimeout(240_000);
  const first = await startCouchDb();
  const second = await startCouchDb();
  try {
    const { page } = await launch();
    await workOffline(page);
    await createTenant(page, { name: 'Of The First' });
    await connect(page, first);
    await agreement(page);
    await go(page, 'Settings');
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Frankfurt');
    await page.getByRole('button', { name: 'Save name' }).click();
    await expect(
      page.getByRole('button', { name: 'Server: Frankfurt. Change server' }),
    ).toBeVisible();
    await page.getByRole('switch', { name: /^Production/ }).click();
    await expect(page.getByRole('contentinfo').getByText('Production')).toBeVisible();

    await page.getByRole('button', { name: 'Server: Frankfurt. Change server' }).click();
    await page.getByRole('menuitem', { name: 'Add a server…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue('');
    await fillConnection(page, second);
    const connecting = dialog.getByRole('button', { name: 'Connect', exact: true });
    await connecting.click();
    await expect(dialog.getByRole('radio', { name: 'Leave them with their server' })).toBeChecked();
    await connecting.click();
    await expect(dialog).toBeHidden();
    await agreement(page);
    await expect(page.getByRole('contentinfo').getByText('Production')).toBeHidden();
    await go(page, 'Tenants');
    await expect(page.getByText('No tenants yet')).toBeVisible();
    await createTenant(page, { name: 'Of The Second' });

    await page.getByRole('button', { name: /^Server: .* Change server$/ }).click();
    await page.getByRole('menuitem', { name: /^Frankfurt/ }).click();
    await agreement(page);
    await expect(page.getByRole('gridcell', { name: 'Of The First', exact: true })).toBeVisible();
    await expect(page.getByRole('gridcell', { name: 'Of The Second', exact: true })).toBeHidden();
    await expect(page.getByRole('complementary')).toHaveCount(0);
    await expect(page.getByRole('contentinfo').getByText('Production')).toBeVisible();
  } finally {
    await first.stop();
    await second.stop();
  }
});
