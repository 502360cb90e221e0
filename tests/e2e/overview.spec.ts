import { createTenant, openTenant, workOffline } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

test('T5 U2: the overview leads everywhere, and the palette finds every command and every tenant by the keyboard alone', async ({
  launch,
}) => {
  const { page } = await launch();
  await workOffline(page);
  await createTenant(page, { name: 'Oak & Sons' });
  await createTenant(page, { name: 'Müller', key: 'muller' });
  await createTenant(page, { name: 'قهوة', key: 'coffee' });
  await page.keyboard.press('Escape');

  await page.keyboard.press('ControlOrMeta+1');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  const card = page.getByRole('button', { name: 'Open Tenants' });
  await expect(card).toContainText('3');
  await expect(card).toContainText('3 active');
  const recent = page.getByRole('region', { name: 'Last activities' });
  await expect(recent.getByRole('listitem').first()).toContainText('Created tenant coffee');
  await page.getByRole('button', { name: '3 tenants to be compared or applied' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Plan', level: 1 })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+1');
  await card.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Tenants', exact: true, level: 1 })).toBeVisible();

  // Found without the umlaut, and opened.
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await page.keyboard.press('ControlOrMeta+k');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('muller');
  await expect(palette.getByRole('option', { name: 'Müller · muller' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Tenant Müller' })).toBeVisible();

  // What can be done with what is open, before everything else.
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('susp');
  await expect(palette.getByRole('option').first()).toHaveText('Suspend · Müller');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('complementary', { name: 'Tenant Müller' }).getByText('Suspended').first(),
  ).toBeVisible();

  // A theme, a section, and nonsense.
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('theme dark');
  await expect(palette.locator('[data-combobox-selected]')).toHaveText('Theme: Dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('zzz <b>"');
  await expect(palette.getByText('Nothing found')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
  await openTenant(page, 'Oak & Sons');
});
