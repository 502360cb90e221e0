import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import {
  act,
  agreement,
  apply,
  compare,
  connect,
  createTenant,
  go,
  lookNow,
  openTenant,
  workOffline,
} from './support/drive.ts';
import { expect, test } from './support/launch.ts';
import { editElsewhere, tenantDocument } from './support/registry-edits.ts';

test('S5: offline the exact future requests can be read, and coming back shows three sides before anything is applied', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const server = await startCouchDb();
  const proxy = await startFaultProxy(server.url);
  const admin = rawClient(server, server);
  try {
    const { page } = await launch();
    await workOffline(page);
    for (const name of ['Acme Ltd', 'Bistro']) await createTenant(page, { name });
    await connect(page, { ...server, url: proxy.url });
    await agreement(page);
    await compare(page);
    await apply(page, 22);
    await agreement(page);
    await lookNow(page);
    const bistro = await tenantDocument(admin, 'bistro');

    await proxy.pause();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
    await expect(page.getByTestId('sync-sentence')).toContainText('Offline');
    await page.keyboard.press('Escape');
    await act(page, await openTenant(page, 'Acme Ltd'), 'Suspend');
    await compare(page);
    await expect(page.getByText(/^Made offline, with the server as it was seen at/)).toBeVisible();
    await expect(page.getByText('Withdraw access to').first()).toBeVisible();
    await expect(page.getByRole('button', { name: /^Apply \d+ operations?$/ })).toBeDisabled();

    await editElsewhere(admin, bistro, { name: 'Bistro of Bea' });
    const { body } = await admin('GET', '/shop_bistro_sales/_security');
    await admin('PUT', '/shop_bistro_sales/_security', {
      ...(typeof body === 'object' ? body : {}),
      members: { names: [], roles: ['bookkeeping'] },
    });
    await proxy.resume();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
    await expect(page.getByText('This device was away.')).toBeVisible({ timeout: 30_000 });

    await compare(page);
    await expect(page.getByText('Look first at what met while this device was away')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Apply \d+ operations?$/ })).toBeDisabled();
    await page.getByRole('button', { name: 'Look at what met' }).first().click();
    const column = (name: string) => page.getByRole('region', { name });
    await expect(column('What I changed')).toContainText('Acme Ltd');
    await expect(column('What others changed')).toContainText('Bistro of Bea');
    await expect(column('What the server is now')).toContainText('shop_bistro_sales');
    await page.getByRole('button', { name: 'I have looked at it' }).click();
    await expect(page.getByText('Looked at. Applying may go on.')).toBeVisible();
    await page.getByRole('button', { name: 'Review plan' }).click();
    await expect(page.getByRole('button', { name: /^Apply \d+ operations?$/ })).toBeEnabled();

    await go(page, 'Settings');
    const ask = page.getByRole('switch', { name: /^Ask before applying/ });
    await expect(ask).toBeChecked();
    await ask.click();
    await expect(ask).not.toBeChecked();
  } finally {
    await proxy.stop();
    await server.stop();
  }
});
