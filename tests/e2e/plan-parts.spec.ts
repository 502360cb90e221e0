import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCouchDb } from '../support/couchdb-server.ts';
import { agreement, compare, connect, createTenant, go, workOffline } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

test('P1: a part of a plan is applied with what it needs, and a plan is kept, opened and compared', async ({
  launch,
}) => {
  test.setTimeout(240_000);
  const server = await startCouchDb();
  try {
    const { app, page, dataDir } = await launch();
    await workOffline(page);
    await createTenant(page, { name: 'Acme Ltd' });
    await createTenant(page, { name: 'Bistro' });
    await connect(page, server);
    await agreement(page);
    await compare(page);
    await expect(page.getByText(/looked at in .+ with \d+ requests?/)).toBeVisible();

    // A request as curl, without credentials.
    await page.getByRole('button', { name: /^Create database shop_acme-ltd_products/ }).click();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await expect(page.getByText('Copied; it asks for your password when run')).toBeVisible();
    const curl = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(curl).toContain('curl');
    expect(curl).toContain('shop_acme-ltd_products');
    expect(curl).not.toContain(server.password);

    // Saved as a file that the system would ask a place for.
    const file = join(dataDir, 'plan.json');
    await app.evaluate(({ webContents }, path) => {
      const session = webContents.getAllWebContents()[0]?.session;
      session?.once('will-download', (_event, item) => {
        item.setSavePath(path);
      });
    }, file);
    await page.getByRole('button', { name: 'More about this plan' }).click();
    await page.getByRole('menuitem', { name: 'Save plan…' }).click();
    await expect(async () => {
      expect(await readFile(file, 'utf8')).toContain('shop_acme-ltd_products');
    }).toPass({ timeout: 15_000 });

    // One operation by the keyboard alone; the database it needs comes along.
    const search = page.getByRole('searchbox', { name: 'Search operations' });
    await search.fill('shop_acme-ltd_products');
    const box = page.getByRole('checkbox', {
      name: 'Select: Set who may read and write shop_acme-ltd_products',
    });
    await box.focus();
    await page.keyboard.press('Space');
    await expect(box).toBeChecked();
    const bar = page.getByRole('region', { name: 'Selection' });
    await expect(bar).toContainText('1 operation selected and 1 that it needs');
    await go(page, 'Tenants');
    await go(page, 'Plan');
    await expect(box).toBeChecked();
    await bar.getByRole('button', { name: 'Apply selection (2)' }).click();
    const dialog = page.getByRole('dialog', { name: 'Apply what is selected?' });
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText('2 operations applied')).toBeVisible();
    expect((await fetch(`${server.url}/shop_acme-ltd_products`)).status).toBe(401);
    expect((await fetch(`${server.url}/shop_bistro_products`)).status).toBe(404);

    await compare(page);
    await expect(page.getByRole('button', { name: 'Apply 20 operations' })).toBeVisible();
    await page.getByRole('button', { name: 'More about this plan' }).click();
    await page.getByRole('menuitem', { name: 'Compare with the plan before…' }).click();
    const comparison = page.getByRole('dialog', { name: 'What changed since the plan before' });
    await expect(comparison.getByText('2 no longer needed')).toBeVisible();
    await comparison.getByLabel('Plan file').setInputFiles(file);
    await expect(
      page.getByRole('dialog', { name: 'What changed since the saved plan' }),
    ).toBeVisible();
    await page.keyboard.press('Escape');

    // What was saved before is opened, and told to be out of date by what was applied since.
    await page.getByRole('main').getByLabel('Plan file').setInputFiles(file);
    await expect(page.getByRole('button', { name: 'Apply 22 operations' })).toBeVisible();
    await page
      .getByRole('main')
      .getByLabel('Plan file')
      .setInputFiles({
        name: 'plan.json',
        mimeType: 'application/json',
        buffer: Buffer.from('{"not":"a plan"}'),
      });
    await expect(page.getByText('That cannot be accepted')).toBeVisible();
  } finally {
    await server.stop();
  }
});
