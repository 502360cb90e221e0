import { startCouchDb } from '../support/couchdb-server.ts';
import { agreement, createTenant, fillConnection, go, workOffline } from './support/drive.ts';
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
