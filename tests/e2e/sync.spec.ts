import { startCouchDb } from '../support/couchdb-server.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { agreement, connect, createTenant, go, workOffline } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

test('S1 S2: each database says what was seen of both sides, what waits while offline, and what has been', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const server = await startCouchDb();
  const proxy = await startFaultProxy(server.url);
  try {
    const { page } = await launch();
    await workOffline(page);
    await createTenant(page, { name: 'Acme Ltd' });
    await go(page, 'Sync');
    await expect(page.getByText('Nothing to sync with')).toBeVisible();
    await connect(page, { ...server, url: proxy.url });
    await agreement(page);

    // From the status bar to everything there is to know.
    await page.getByRole('contentinfo').getByTestId('sync-sentence').click();
    await page.getByRole('button', { name: 'Every database and what has been' }).click();
    const registry = page.getByRole('region', { name: 'Registry' });
    const log = page.getByRole('region', { name: 'Audit log' });
    const agreed = /^In agreement as of [\d:]+, at local sequence [\d,]+ and server sequence \d+$/;
    await expect(registry.getByText(agreed)).toBeVisible();
    await expect(log.getByText(agreed)).toBeVisible();

    await proxy.pause();
    await page.getByRole('main').getByRole('button', { name: 'Sync now' }).click();
    await expect(registry.getByText('Offline', { exact: true })).toBeVisible();
    await expect(registry.getByText('The server does not answer')).toBeVisible();
    await expect(registry.getByText(/^Last in agreement as of/)).toBeVisible();
    await expect(page.getByRole('contentinfo')).toContainText('Offline since');
    await go(page, 'Tenants');
    await createTenant(page, { name: 'Café' });
    await expect(page.getByRole('contentinfo')).toContainText(/\d changes? waits?/);

    await proxy.resume();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).click();
    await agreement(page);
    await go(page, 'Sync');
    await expect(registry.getByText(agreed)).toBeVisible();
    await expect(registry.locator('dt:text-is("Waiting to go out") + dd')).toHaveText('0');
    const strip = page.getByRole('img', { name: /^Registry, Last day: .*Offline/ });
    await expect(strip).toBeVisible();
    await page.getByText('As a table').click();
    const table = page.getByRole('region', { name: 'As a table' });
    await expect(
      table.getByRole('row').filter({ hasText: 'Registry' }).filter({ hasText: 'Offline' }).first(),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Last seven days' }).click();
    await expect(page.getByRole('img', { name: /^Registry, Last seven days/ })).toBeVisible();
  } finally {
    await proxy.stop();
    await server.stop();
  }
});
