import { act, createTenant, dropTyped, go, openTenant, workOffline } from './support/drive.ts';
import './support/bridge-type.ts';
import { seen } from './support/every-screen.ts';
import { expect, test } from './support/launch.ts';

const shops = [
  ['acme', 'Acme Ltd'],
  ['bistro', 'Bistro Süd'],
  ['coffee', 'قهوة الصباح'],
  ['drums', 'Drums & <Co>'],
  ['books', 'Книжный двор'],
  ['long', 'A name as long as names of associations with two founding members sometimes are'],
] as const;

// Each is long, and none needs another.
test.describe.configure({ mode: 'parallel', timeout: 300_000 });

test('U3: no screen of offline work has an automated finding in either theme', async ({
  launch,
}) => {
  const { page } = await launch();
  await expect(page.getByRole('button', { name: 'Work offline for now' })).toBeVisible();
  await seen(page, 'first run');
  await page.getByRole('button', { name: 'Connect to a server' }).click();
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('An address is needed.')).toBeVisible();
  await seen(page, 'connection with what is missing');
  await page.getByRole('button', { name: 'Back' }).click();

  await workOffline(page);
  await expect(page.getByText('No tenants yet')).toBeVisible();
  await seen(page, 'no tenants');
  await page.getByRole('button', { name: 'New tenant' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('9');
  await dialog.getByRole('textbox', { name: 'Key' }).fill('9');
  await expect(dialog.getByText(/starts with a lower-case letter/)).toBeVisible();
  await seen(page, 'new tenant with a problem');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();

  await createTenant(page, { name: 'Oak Street Bakery', key: 'oak' });
  await seen(page, 'tenant');
  await page.getByRole('button', { name: 'Reveal the password of shop_oak_sync' }).click();
  await expect(page.getByTestId('revealed-password')).toBeVisible();
  await seen(page, 'password revealed');
  await page.getByRole('button', { name: 'Suspend', exact: true }).click();
  await expect(page.getByRole('dialog', { name: /^Suspend/ })).toBeVisible();
  await seen(page, 'suspending');
  await page.keyboard.press('Escape');
  await page.getByRole('complementary').getByRole('tab', { name: 'On the server' }).click();
  await page.getByRole('checkbox', { name: 'Select Oak Street Bakery' }).check();
  await seen(page, 'tenants selected');
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.keyboard.press('Control+t');
  await expect(page.getByRole('option')).toHaveCount(1);
  await seen(page, 'switching the tenant');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Active here')).toBeVisible();
  await seen(page, 'the tenant one works in');

  const people = page.getByRole('complementary').getByRole('tab', { name: 'People' });
  await people.click();
  await page.getByRole('button', { name: 'Add people…' }).click();
  const adding = page.getByRole('dialog', { name: /^People for/ });
  await adding.getByRole('textbox', { name: 'Addresses' }).fill('anna@example.org\nben@@x');
  await expect(adding.getByText('Line 2:')).toBeVisible();
  await seen(page, 'people to add');
  await adding.getByRole('button', { name: 'Add 1 person' }).click();
  await expect(adding.getByText('1 person added.')).toBeVisible();
  await dropTyped(page);
  await expect(adding).toBeHidden();
  await seen(page, 'people of a tenant');
  await page.getByRole('button', { name: 'More about anna@example.org' }).click();
  await page.getByRole('menuitem', { name: 'Open the person' }).click();
  await expect(page.getByRole('complementary', { name: /^Person/ })).toBeVisible();
  await seen(page, 'a person');

  await go(page, 'API keys');
  await expect(page.getByText('No API keys yet')).toBeVisible();
  await seen(page, 'no API keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  const making = page.getByRole('dialog', { name: 'New API key' });
  await making.getByText('Only some').click();
  await making.getByRole('button', { name: 'Make the key' }).click();
  await expect(making.getByText('A key needs a name.')).toBeVisible();
  await seen(page, 'new key with problems');
  await making.getByRole('combobox', { name: 'Tenant' }).fill('oak');
  await making.getByRole('option', { name: /^Oak Street Bakery/ }).click();
  await making.getByText('All of the tenant’s').click();
  await making.getByRole('textbox', { name: 'Name' }).fill('Till');
  await making.getByRole('button', { name: 'Make the key' }).click();
  await expect(page.getByTestId('new-key')).toBeVisible();
  await seen(page, 'a key shown once');
  await page.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByRole('complementary', { name: 'API key Till' })).toBeVisible();
  await seen(page, 'a key');
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await expect(page.getByText(/^Nothing is exchanged for it/)).toBeVisible();
  await seen(page, 'revoking a key');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Scan a folder for leaked keys…' }).click();
  await expect(page.getByRole('dialog', { name: 'Leaked keys' })).toBeVisible();
  await seen(page, 'leak scan');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  for (const section of ['Plan', 'Drift', 'Conflicts', 'Activity', 'Sync', 'Settings'] as const) {
    await go(page, section);
    await seen(page, section);
  }
});

test('U3: overview, palette, bulk work and trash have no automated finding in either theme', async ({
  launch,
}) => {
  const { page } = await launch({ args: ['--practice'] });
  await expect(page.getByRole('heading', { name: 'Tenants', exact: true })).toBeVisible();
  await page.evaluate(
    (text) => window.mycouch.tenants.importCsv({ text }),
    ['key,name', ...shops.map(([key, name]) => `${key},${name}`), ''].join('\n'),
  );
  await go(page, 'Overview');
  await expect(page.getByRole('button', { name: 'Open Tenants' })).toContainText('6');
  await seen(page, 'overview');
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('option').first()).toBeVisible();
  await seen(page, 'palette');
  await page.keyboard.type('zzz');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await seen(page, 'palette with nothing found');
  await page.keyboard.press('Escape');

  await go(page, 'Tenants');
  await page.getByRole('searchbox', { name: 'Search tenants' }).fill('no such tenant');
  await expect(page.getByRole('heading', { name: 'No tenant matches' })).toBeVisible();
  await seen(page, 'no tenant matches');
  await page.getByRole('searchbox', { name: 'Search tenants' }).fill('');
  await page.getByRole('button', { name: 'Columns' }).click();
  await expect(page.getByRole('checkbox', { name: 'Blueprint' })).toBeVisible();
  await seen(page, 'columns');
  await page.keyboard.press('Escape');
  await page.getByRole('grid', { name: 'Tenants' }).focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: 'More for the selected' }).click();
  await seen(page, 'more for the selected');
  for (const [item, screen] of [
    ['Change blueprint…', 'changing the blueprint of many'],
    ['Add people…', 'people for many'],
    ['Rotate accounts…', 'rotating the accounts of many'],
  ] as const) {
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await seen(page, screen);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByRole('button', { name: 'More for the selected' }).click();
  }
  await page.getByRole('menuitem', { name: 'Move to trash…' }).click();
  const many = page.getByRole('dialog', { name: /^Move \d tenants/ });
  await expect(many).toBeVisible();
  await seen(page, 'many to the trash');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Clear selection' }).click();

  const pane = await openTenant(page, 'Acme Ltd');
  await pane.getByRole('button', { name: 'Edit', exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', { name: /^Owner/ }).fill('no address');
  await expect(form.getByText('This is not an e-mail address.')).toBeVisible();
  await seen(page, 'editing a tenant');
  await page.keyboard.press('Escape');
  await expect(form.getByText('What you typed is not saved')).toBeVisible();
  await seen(page, 'leaving what was typed');
  await page.keyboard.press('Escape');
  for (const tab of ['Databases', 'API keys', 'Activity'] as const) {
    await pane.getByRole('tab', { name: tab }).click();
    await expect(pane.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
    await seen(page, `tenant ${tab}`);
  }
  await act(page, pane, 'Move to trash');
  await expect(
    page
      .getByRole('status')
      .getByText(/to the trash/)
      .first(),
  ).toBeVisible();
  await seen(page, 'undo offered');
  await page.getByRole('button', { name: /^Trash/ }).click();
  await page
    .getByRole('gridcell', { name: /^Acme Ltd/ })
    .first()
    .click();
  await seen(page, 'trash');
  await page.getByRole('button', { name: /^Current/ }).click();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await seen(page, 'keyboard shortcuts');
});

test('U3: people, invitations, applications and settings have no automated finding in either theme', async ({
  launch,
}) => {
  const { page } = await launch({ args: ['--practice'] });
  await expect(page.getByRole('heading', { name: 'Tenants', exact: true })).toBeVisible();
  await createTenant(page, { name: 'Bistro Süd', key: 'bistro' });
  await go(page, 'Settings');
  await page.getByRole('textbox', { name: 'Address of the gateway' }).fill('http://example.org');
  await expect(page.getByText(/has to begin with https/)).toBeVisible();
  await seen(page, 'gateway address refused');
  await page
    .getByRole('textbox', { name: 'Address of the gateway' })
    .fill('https://gateway.example.org');
  await page.keyboard.press('Enter');

  const bistro = await openTenant(page, 'Bistro Süd');
  await bistro.getByRole('tab', { name: 'People' }).click();
  await seen(page, 'nobody in a tenant');
  await bistro.getByRole('button', { name: 'Add people…' }).click();
  const inviting = page.getByRole('dialog', { name: /^People for/ });
  await inviting.getByText('Invite by link').click();
  await inviting.getByRole('textbox', { name: 'Addresses' }).fill('eva@example.org');
  await seen(page, 'inviting');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('invitation-secret')).toBeVisible();
  await seen(page, 'an invitation link shown once');
  await page.getByRole('button', { name: 'Done' }).click();
  await bistro.getByRole('button', { name: 'Add an application…' }).click();
  await expect(page.getByRole('dialog', { name: 'Add an application' })).toBeVisible();
  await seen(page, 'adding an application');
  await page.keyboard.press('Escape');
  await seen(page, 'invitations of a tenant');
  await bistro.getByRole('button', { name: 'Add people…' }).click();
  await page
    .getByRole('dialog', { name: /^People for/ })
    .getByRole('textbox', { name: 'Addresses' })
    .fill('Anna Müller <anna@example.org>, ben@example.org');
  await page.keyboard.press('Control+Enter');
  await expect(bistro.getByRole('heading', { name: 'Members (2)' })).toBeVisible();
  await bistro.getByRole('combobox', { name: 'Role of Anna Müller' }).selectOption('viewer');
  await expect(page.getByText('Anna Müller is viewer now.')).toBeVisible();
  await bistro.getByRole('button', { name: 'More about Anna Müller' }).click();
  await page.getByRole('menuitem', { name: 'Transfer ownership…' }).click();
  await expect(page.getByRole('dialog', { name: 'Transfer ownership?' })).toBeVisible();
  await seen(page, 'transferring ownership');
  await page.keyboard.press('Escape');
  await go(page, 'People');
  await page.getByRole('gridcell', { name: 'Anna Müller' }).click();
  await page.getByRole('button', { name: 'Remove everywhere…' }).click();
  await expect(page.getByRole('dialog', { name: /^Remove Anna Müller/ })).toBeVisible();
  await seen(page, 'removing everywhere');
  await page.keyboard.press('Escape');

  await go(page, 'Settings');
  for (const part of [
    'Server',
    'Safety',
    'Gateway',
    'Notifications',
    'Keyboard shortcuts',
    'This device',
  ]) {
    await page.getByRole('main').getByRole('button', { name: part, exact: true }).click();
    await expect(
      page.getByRole('main').getByRole('heading', { name: part, exact: true }),
    ).toBeInViewport();
    await seen(page, `settings ${part}`);
  }

  await page.getByRole('button', { name: 'Try a key…' }).click();
  const trying = page.getByRole('dialog', { name: 'Try an API key' });
  await trying.getByLabel('API key', { exact: true }).fill('myc_AAAAAAAAAAAA_oops');
  await page.keyboard.press('Enter');
  await expect(trying.getByText(/was sent nowhere/)).toBeVisible();
  await seen(page, 'trying a key that is none');
  await page.keyboard.press('Escape');

  await go(page, 'Activity');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await seen(page, 'exporting the log');
});
