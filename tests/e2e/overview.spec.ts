import { createTenant, dropTyped, openTenant, workOffline } from './support/drive.ts';
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

test('U2 T3 T4 T7: people and keys are found in the palette, links are copied, and the settings are gone through by the keyboard alone', async ({
  launch,
}) => {
  const { app, page } = await launch();
  await workOffline(page);
  await createTenant(page, { name: 'Oak' });
  await page.keyboard.press('Escape');
  await createTenant(page, { name: 'Elm' });
  await page.keyboard.press('Escape');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const choose = async (typed: string, option: string) => {
    await page.keyboard.press('ControlOrMeta+k');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(typed);
    await expect(palette.locator('[data-combobox-selected]')).toHaveText(option);
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
  };

  // Everybody of a list into both tenants at once, from the selection.
  await page.getByRole('grid').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await expect(page.getByText('2 tenants selected')).toBeVisible();
  await choose('add people', 'Add people… · 2 tenants selected');
  const adding = page.getByRole('dialog', { name: 'People for 2 tenants' });
  await page.keyboard.type('Zoë Ash <zoe@example.org>, no address');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByText('2 memberships added')).toBeVisible();
  await expect(adding.getByRole('textbox', { name: 'Addresses' })).toHaveValue('no address');
  await dropTyped(page);

  await choose('zoe@', 'Zoë Ash · zoe@example.org');
  await expect(page.getByRole('complementary', { name: 'Person Zoë Ash' })).toBeVisible();

  // A tenant that never had an owner gets one by its form.
  await choose('elm', 'Elm · elm');
  const pane = page.getByRole('complementary', { name: 'Tenant Elm' });
  await expect(pane).toBeVisible();
  await choose('edit elm', 'Edit · Elm');
  const form = page.getByRole('dialog', { name: 'Edit tenant' });
  await form.getByRole('textbox', { name: 'Owner’s e-mail' }).fill('zoe@example.org');
  await page.keyboard.press('Enter');
  await expect(form).toBeHidden();
  await pane.getByRole('tab', { name: 'People' }).click();
  await expect(pane.getByText('Only owner')).toBeVisible();

  await choose('copy link elm', 'Copy link · Elm');
  await expect(page.getByText('Link copied')).toBeVisible();
  const copied = () => app.evaluate(({ clipboard }) => clipboard.readText());
  expect(await copied()).toMatch(/^mycouch:\/\/tenant\/[0-9a-f-]{36}\/people$/);

  // Settings: their parts by the arrow keys, a notification switched off, F1.
  await page.keyboard.press('ControlOrMeta+,');
  const parts = page.getByRole('navigation', { name: 'Parts of the settings' });
  await parts.getByRole('button', { name: 'Server', exact: true }).focus();
  await page.keyboard.press('End');
  await expect(parts.getByRole('button', { name: 'This device' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'This device' })).toBeFocused();
  await page.getByRole('button', { name: 'Copy diagnostics' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(copied).toContain('Tenants: 2\n');
  expect(await copied()).not.toContain('example.org');
  const told = page.getByRole('switch', { name: 'Applying has ended' });
  await told.focus();
  await page.keyboard.press('Space');
  await expect(told).not.toBeChecked();
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});
