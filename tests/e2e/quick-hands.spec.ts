import { compare, createTenant, go, workOffline } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

const longKey = 'the-extraordinarily-long-key-of-a-shop';

test('the focus is never lost, and what is long or large stays in reach (U2 U3)', async ({
  launch,
}) => {
  const { app, page } = await launch();
  await workOffline(page);
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setSize(900, 600);
  });
  await page.keyboard.press('Control+n');
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await expect(dialog.getByText('This will make')).toBeHidden();
  await page.keyboard.type('Oak');
  await expect(dialog.getByText('This will make')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Key' }).fill(longKey);
  await expect(dialog.getByText('shop_the-ext').first()).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Create tenant' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');

  const pane = page.getByRole('complementary', { name: 'Tenant Oak' });
  await expect(pane.getByRole('button', { name: 'Close tenant' })).toBeFocused();
  await expect(dialog).toBeHidden();
  for (const end of ['_sync', '_admin']) {
    const reveal = pane.getByRole('button', {
      name: `Reveal the password of shop_${longKey}${end}`,
    });
    await expect(reveal).toBeInViewport({ ratio: 1 });
    expect(await reveal.evaluate((button) => button.scrollWidth <= button.clientWidth)).toBe(true);
  }
  await pane.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('dialog', { name: 'Edit tenant' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(pane.getByRole('button', { name: 'Edit' })).toBeFocused();
  await pane.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(page.getByRole('dialog', { name: /^Archive/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(pane.getByRole('button', { name: 'More actions' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(pane).toBeHidden();
  await expect(page.getByRole('grid')).toBeFocused();
});

test('two quick clicks apply a plan once, and other sections tell how far it is (P4)', async ({
  launch,
}) => {
  const { page } = await launch({ args: ['--practice'] });
  for (const name of ['Elm', 'Fir', 'Oak']) await createTenant(page, { name });
  await compare(page);
  await page.getByRole('button', { name: 'Apply 33 operations' }).click();
  const told = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        new MutationObserver(() => {
          const found = /Applying \d+ of 33/.exec(
            document.querySelector('footer')?.innerText ?? '',
          );
          if (found !== null) resolve(found[0]);
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
  );
  await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).dblclick();
  expect(await told).toMatch(/^Applying/);
  await go(page, 'Activity');
  await expect(page.getByRole('button', { name: /Applied a plan: 33 operations/ })).toBeVisible();
  await go(page, 'Plan');
  await expect(page.getByText('33 operations applied')).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
});

test('a file that is no UTF-8 is refused with its line (T2)', async ({ launch }) => {
  const { page } = await launch();
  await workOffline(page);
  await page.getByRole('button', { name: 'Import tenants' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Import tenants' });
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'shops.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('key,name\nbistro,Bistro Süd\n', 'latin1'),
  });
  await dialog.getByRole('button', { name: 'Import tenants' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Line 2 This is not UTF-8 text.');
});

test('what is typed while a dialog is about to close goes where it is typed (U2)', async ({
  launch,
}) => {
  const { page } = await launch();
  await workOffline(page);
  await createTenant(page, { name: 'Oak' });
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const field = palette.getByRole('combobox');
  for (const [what, confirm] of [
    ['susp', 'Suspend'],
    ['archive', 'Archive'],
  ] as const) {
    await page.keyboard.press('ControlOrMeta+k');
    await expect(field).toBeFocused();
    await page.keyboard.type(what);
    await expect(palette.getByRole('option').first()).toHaveText(`${confirm} · Oak`);
    await page.keyboard.press('Enter');
    const asking = page.getByRole('dialog').getByRole('button', { name: confirm, exact: true });
    // Both before the answer can be there, as hands are on a busy machine.
    await asking.evaluate((button: HTMLElement) => {
      button.click();
      const pressed = { key: 'k', ctrlKey: true, metaKey: true, bubbles: true };
      document.body.dispatchEvent(new KeyboardEvent('keydown', pressed));
    });
    await expect(field).toBeFocused();
    await page.keyboard.type('theme dark', { delay: 30 });
    await expect(field).toHaveValue('theme dark');
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
  }
});
