import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { go, workOffline } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

const run = promisify(execFile);
const command = join(import.meta.dirname, '../../bin/mycouch.mjs');

/** The command line as a script would call it, on the data of a running window. */
async function mycouch(dataDir: string, ...args: readonly string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, [command, ...args, '--data', dataDir, '--json'], {
    maxBuffer: 50_000_000,
  });
  return JSON.parse(stdout);
}

test.describe('the command line beside the window', () => {
  test('P12: works through the window that has the data open', async ({ launch }) => {
    const { page, dataDir } = await launch();
    await workOffline(page);
    await mycouch(dataDir, 'tenant', 'create', 'acme', '--name', 'Acme Ltd');
    await expect(page.getByRole('gridcell', { name: 'Acme Ltd', exact: true })).toBeVisible();
    await mycouch(dataDir, 'tenant', 'suspend', 'acme');
    await expect(page.getByRole('button', { name: /^Suspended 1/ })).toBeVisible();
    expect(await mycouch(dataDir, 'account', 'reveal', 'acme', 'sync')).toEqual({
      username: 'shop_acme_sync',
      password: expect.stringMatching(/^\S{20,}$/),
      previous: null,
    });
    await go(page, 'Activity');
    await expect(page.getByText('Showed the password of shop_acme_sync')).toBeVisible();
  });

  test('T1: a thousand tenants are listed a screen at a time, and searched as one types', async ({
    launch,
  }) => {
    const { page, dataDir } = await launch();
    await workOffline(page);
    const lines = Array.from(
      { length: 1000 },
      (_, n) => `shop-${String(n).padStart(4, '0')},"Shop ${String(n)}, Ltd"`,
    );
    const file = join(dataDir, 'tenants.csv');
    await writeFile(file, ['key,name', ...lines, ''].join('\r\n'));
    expect(await mycouch(dataDir, 'tenant', 'import', file)).toEqual({
      created: 1000,
      problems: [],
    });
    await expect(page.getByText('1,000 tenants')).toBeVisible();
    const grid = page.getByRole('grid', { name: 'Tenants' });
    await expect(grid).toHaveAttribute('aria-rowcount', '1001');
    expect(await grid.getByRole('row').count()).toBeLessThan(100);

    await grid.focus();
    await page.keyboard.press('End');
    await expect(grid.getByText('shop-0999')).toBeVisible();
    await page.keyboard.press('/');
    await page.keyboard.type('shop 777');
    await expect(grid.getByRole('row')).toHaveCount(2);
    await expect(grid.getByText('shop-0777')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary', { name: 'Tenant Shop 777, Ltd' })).toBeVisible();
  });
});
