import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { choose, compare, openTenant, reveal, withTenant } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

test('P7: a password is shown to who proves to be there, and rotated with both pairs working meanwhile', async ({
  launch,
}) => {
  test.setTimeout(240_000);
  const server = await startCouchDb();
  const logsIn = async (username: string, password: string) =>
    (await rawClient(server, { username, password })('GET', '/shop_acme-ltd_sales')).status;
  try {
    const { page } = await launch();
    await withTenant(page, server, 'Acme Ltd');
    const pane = await openTenant(page, 'Acme Ltd');

    const button = pane.getByRole('button', { name: 'Reveal the password of shop_acme-ltd_sync' });
    await button.click();
    const proof = page.getByRole('dialog', { name: 'Show that it is you' });
    await proof.getByLabel('Administrator’s password').fill('not the administrator');
    await proof.getByRole('button', { name: 'Show the password' }).click();
    await expect(proof.getByRole('alert')).toBeVisible();
    await expect(proof.getByLabel('Administrator’s password')).toHaveValue('');
    await page.keyboard.press('Escape');
    await expect(pane.getByTestId('revealed-password')).toBeHidden();
    const old = await reveal(pane, 'shop_acme-ltd_sync', server.password);
    expect(await logsIn('shop_acme-ltd_sync', old)).toBe(200);
    await pane.getByRole('button', { name: 'Hide' }).click();
    // Remembered for two minutes: the other account's is shown without asking.
    await reveal(pane, 'shop_acme-ltd_admin');
    await pane.getByRole('button', { name: 'Hide' }).click();

    const rotating = pane.getByRole('button', {
      name: 'Rotate the password of shop_acme-ltd_sync',
    });
    await rotating.click();
    const dialog = page.getByRole('dialog', { name: 'Rotate the password?' });
    await dialog.getByRole('radio', { name: '1 hour' }).check();
    await dialog.getByRole('button', { name: 'Rotate', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(pane.getByText(/shop_acme-ltd_sync also works until/)).toBeVisible();
    await compare(page);
    await page.getByRole('button', { name: /^Apply \d+ operations?$/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText(/operations? applied$/)).toBeVisible();
    const again = await openTenant(page, 'Acme Ltd');
    const renewed = await reveal(again, 'shop_acme-ltd_sync.2', server.password);
    expect(renewed).not.toBe(old);
    expect(await logsIn('shop_acme-ltd_sync.2', renewed)).toBe(200);
    expect(await logsIn('shop_acme-ltd_sync', old)).toBe(200);

    await again.getByRole('button', { name: /^End the overlap of shop_acme-ltd_sync/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End the overlap' }).click();
    await expect(again.getByText(/also works until/)).toHaveCount(0);
    await compare(page);
    await page.getByRole('button', { name: /^Apply \d+ operations?$/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText(/operations? applied$/)).toBeVisible();
    expect(await logsIn('shop_acme-ltd_sync', old)).toBe(403);
    expect(await logsIn('shop_acme-ltd_sync.2', renewed)).toBe(200);

    // Revoking raises the epoch; the accounts get the new roles with the same plan and go on.
    const last = await openTenant(page, 'Acme Ltd');
    const revoking = await choose(page, last, 'Revoke all tokens…');
    await revoking.getByRole('button', { name: 'Revoke all tokens' }).click();
    await expect(revoking).toBeHidden();
    await compare(page);
    await page.getByRole('button', { name: /^Apply \d+ operations?$/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText(/operations? applied$/)).toBeVisible();
    expect(await logsIn('shop_acme-ltd_sync.2', renewed)).toBe(200);
  } finally {
    await server.stop();
  }
});
