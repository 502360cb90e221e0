import type { Page } from '@playwright/test';
import { startCouchDb } from '../support/couchdb-server.ts';
import { pollute } from '../support/pollute.ts';
import {
  act,
  agreement,
  apply,
  compare,
  connect,
  createTenant,
  go,
  openTenant,
  reveal,
  tenantId,
  workOffline,
} from './support/drive.ts';
import { expect, test } from './support/launch.ts';

/** A request as a tenant's application would send it: with the account's own name and password. */
async function asAccount(
  url: string,
  account: { readonly username: string; readonly password: string },
  path: string,
  body?: object,
): Promise<number> {
  const basic = Buffer.from(`${account.username}:${account.password}`).toString('base64');
  const response = await fetch(`${url}/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** A tenant's line in the plan, as a screen reader says it and as it stands at its end. */
async function expectTenantLine(page: Page, name: string, end: string): Promise<void> {
  const line = page.getByRole('button', { name, exact: true });
  await expect(line).toHaveText(new RegExp(`${end}$`));
}

test.describe('the main job, in the real window', () => {
  test('P1 P3 P4 P7 P9 S1 S2 T1 T2 U1: from offline tenants to accounts that are let in and kept out', async ({
    launch,
  }) => {
    test.setTimeout(240_000);
    const server = await startCouchDb();
    try {
      await pollute(server);
      const { page } = await launch();

      await workOffline(page);
      await expect(page.getByTestId('sync-sentence')).toContainText('Not connected');
      await createTenant(page, { name: 'Acme Ltd' });
      await createTenant(page, { name: 'Bistro Süd', key: 'bistro' });
      await go(page, 'Plan');
      await expect(page.getByText('There is no server to compare with')).toBeVisible();

      await connect(page, server);
      await agreement(page);

      await compare(page);
      // Two tenants: three databases with security and guard each, and two accounts.
      await expectTenantLine(page, 'Acme Ltd, 11 operations', '11 operations');
      await apply(page, 22);
      await expectTenantLine(page, 'Acme Ltd, 11 operations, 11 done', '11 done');
      await expectTenantLine(page, 'Bistro Süd, 11 operations, 11 done', '11 done');
      await compare(page);
      await expect(page.getByText('The server matches the registry')).toBeVisible();

      const acme = await openTenant(page, 'Acme Ltd');
      const acmeId = await tenantId(acme);
      const sync = {
        username: 'shop_acme-ltd_sync',
        password: await reveal(acme, 'shop_acme-ltd_sync', server.password),
      };
      const own = 'shop_acme-ltd_products';
      expect(await asAccount(server.url, sync, own)).toBe(200);
      expect(await asAccount(server.url, sync, own, { tenant_id: acmeId, a: 1 })).toBe(201);
      expect(await asAccount(server.url, sync, 'shop_bistro_products')).toBe(403);
      const bistro = await openTenant(page, 'Bistro Süd');
      const bistroId = await tenantId(bistro);
      expect(await asAccount(server.url, sync, own, { tenant_id: bistroId })).toBe(403);
      expect(await asAccount(server.url, sync, own, { a: 1 })).toBe(403);
      const anonymous = await fetch(`${server.url}/${own}`);
      expect(anonymous.status).toBe(401);

      // A login made the server rewrite the hash; that is no difference.
      await compare(page);
      await expect(page.getByText('The server matches the registry')).toBeVisible();

      await act(page, await openTenant(page, 'Acme Ltd'), 'Suspend');
      await compare(page);
      await apply(page, 5);
      expect(await asAccount(server.url, sync, own)).toBe(403);
      expect(await asAccount(server.url, sync, 'shop_bistro_products')).toBe(403);

      await act(page, await openTenant(page, 'Acme Ltd'), 'Activate');
      await compare(page);
      await apply(page, 5);
      expect(await asAccount(server.url, sync, own)).toBe(200);

      await act(page, await openTenant(page, 'Acme Ltd'), 'Move to trash');
      await page.getByRole('button', { name: /^Trash/ }).click();
      await page.getByRole('gridcell', { name: 'Acme Ltd', exact: true }).click();
      const trashed = page.getByRole('complementary', { name: 'Tenant Acme Ltd' });
      await act(page, trashed, 'Restore');
      await compare(page);
      await apply(page, 5);
      expect(await asAccount(server.url, sync, own)).toBe(200);
      await agreement(page);
    } finally {
      await server.stop();
    }
  });
});
