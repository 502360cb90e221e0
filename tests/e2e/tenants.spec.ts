import type { Page } from '@playwright/test';
import type { TenantDetail } from '../../src/shared/bridge/views.ts';
import './support/bridge-type.ts';
import { act, createTenant, openTenant, workOffline } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('gridcell', { name, exact: true }) });

async function seed(page: Page, lines: readonly string[]): Promise<void> {
  await page.evaluate(
    (text) => window.mycouch.tenants.importCsv({ text }),
    ['key,name', ...lines, ''].join('\n'),
  );
}

/** What somebody does elsewhere, past the form that is open here. */
async function elsewhere(page: Page, id: string, fields: Partial<TenantDetail>): Promise<void> {
  const { name, description } = fields;
  await page.evaluate(
    async (edit) => {
      const answer = await window.mycouch.tenants.edit(edit);
      if (!answer.ok) throw new Error(answer.error.message);
    },
    {
      id,
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
    },
  );
}

const idOf = (page: Page, key: string): Promise<string> =>
  page.evaluate(async (search) => {
    const answer = await window.mycouch.tenants.list({
      search,
      state: 'all',
      waiting: false,
      sort: 'key',
      direction: 'asc',
      offset: 0,
      limit: 1,
    });
    return answer.ok ? (answer.value.rows[0]?.id ?? '') : '';
  }, key);

test('T1 T3 U2: many tenants are found, sorted, selected and changed by keyboard alone, and changed back', async ({
  launch,
}) => {
  const { page } = await launch();
  await workOffline(page);
  await seed(
    page,
    Array.from({ length: 300 }, (_, n) => `shop-${String(n)},Shop ${String(n)}`),
  );
  const list = page.getByRole('grid', { name: 'Tenants' });
  await expect(rowOf(page, 'Shop 1')).toBeVisible();

  await test.step('search and filters, with one way out of what matches nothing', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('shop 29');
    await expect(list).toHaveAttribute('aria-rowcount', '12');
    await page.getByRole('button', { name: /^Suspended/ }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'No tenant matches' })).toBeVisible();
    await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().focus();
    await page.keyboard.press('Enter');
    await expect(list).toHaveAttribute('aria-rowcount', '301');
  });

  await test.step('sort and columns, kept on this device', async () => {
    const heading = page.getByRole('columnheader', { name: 'Name' });
    await heading.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await expect(heading).toHaveAttribute('aria-sort', 'descending');
    await expect(page.getByRole('row').nth(1)).toContainText('Shop 299');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Columns' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'Blueprint' }).focus();
    await page.keyboard.press('Space');
    await expect(page.getByRole('columnheader', { name: 'Blueprint' })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('a range, suspended and undone', async () => {
    await page.keyboard.press('Control+f');
    await page.keyboard.press('ArrowDown');
    await expect(list).toBeFocused();
    await page.keyboard.press('Home');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowDown');
    const bar = page.getByRole('region', { name: 'Selected tenants' });
    await expect(bar).toContainText('4 tenants selected');
    await bar.getByRole('button', { name: 'Suspend…' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Suspend 4 tenants?' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByText('4 tenants suspended.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Suspended 4/ })).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(page.getByText('Undone.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Suspended 0/ })).toBeVisible();
  });

  await test.step('all that are found, to the trash with the number typed', async () => {
    await list.focus();
    await page.keyboard.press('Control+a');
    const bar = page.getByRole('region', { name: 'Selected tenants' });
    await expect(bar).toContainText('300 tenants selected');
    await bar.getByRole('button', { name: 'More for the selected' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Move to trash…' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Move 300 tenants to the trash?' });
    await expect(dialog.getByRole('button', { name: 'Move to trash' })).toBeDisabled();
    await dialog.getByRole('textbox').focus();
    await page.keyboard.type('300');
    await page.keyboard.press('Enter');
    await expect(page.getByText('300 tenants moved to the trash.')).toBeVisible();
    await page.getByRole('button', { name: 'Undo', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Undone.')).toBeVisible();
    await expect(list).toHaveAttribute('aria-rowcount', '301');
  });
});

test('T2 T3: the tenant one works in is switched by keyboard and not deleted by accident', async ({
  launch,
}) => {
  const { page } = await launch();
  await workOffline(page);
  await createTenant(page, { name: 'Acme Ltd' });
  await createTenant(page, { name: 'Bistro' });
  await page.keyboard.press('Control+t');
  const switcher = page.getByRole('dialog', { name: 'Switch tenant' });
  await expect(switcher.getByRole('option').first()).toContainText('Bistro');
  await page.keyboard.type('acm');
  await expect(switcher.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(switcher).toBeHidden();
  await expect(page.getByRole('button', { name: 'You work in Acme Ltd.' })).toBeVisible();
  await expect(page.getByText('Active here')).toBeVisible();

  const pane = page.getByRole('complementary', { name: 'Tenant Acme Ltd' });
  await pane.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  const asking = page.getByRole('dialog');
  await expect(asking.getByRole('button', { name: 'Move to trash' })).toBeDisabled();
  await page.keyboard.press('Escape');

  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: 'More for the selected' }).click();
  await page.getByRole('menuitem', { name: 'Move to trash…' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('2');
  await page.keyboard.press('Enter');
  const report = page.getByRole('dialog', { name: 'Not everything was done' });
  await expect(report).toContainText('1 tenant moved to the trash.');
  await expect(report).toContainText('The tenant acme-ltd is the one being worked in');
  await report.getByRole('button', { name: 'Close' }).last().click();
  await expect(rowOf(page, 'Bistro')).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(rowOf(page, 'Bistro')).toBeVisible();
});

test('T1 T2 U2: an edit made elsewhere meanwhile is shown, nothing typed is lost, and bad input is told at its field', async ({
  launch,
}) => {
  const { page } = await launch();
  await workOffline(page);
  await createTenant(page, { name: 'Acme Ltd' });
  const id = await idOf(page, 'acme-ltd');
  const pane = await openTenant(page, 'Acme Ltd');
  const form = page.getByRole('dialog', { name: 'Edit tenant' });
  const name = form.getByRole('textbox', { name: 'Name' });

  await test.step('the tabs stay while one goes from tenant to tenant', async () => {
    await pane.getByRole('tab', { name: 'Overview' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(pane.getByRole('tab', { selected: true })).not.toHaveText('Overview');
    await page.keyboard.press('ArrowLeft');
  });

  await test.step('both edited: taken field by field, or saved over', async () => {
    await pane.getByRole('button', { name: 'Edit', exact: true }).click();
    await name.fill('Acme typed here');
    await elsewhere(page, id, { name: 'Acme from elsewhere', description: 'Also from there' });
    await expect(form.getByText(/^Edited meanwhile by /)).toBeVisible();
    await expect(name).toHaveValue('Acme typed here');
    await expect(form.getByRole('textbox', { name: /^Description/ })).toHaveValue(
      'Also from there',
    );
    await expect(form.getByText('Acme from elsewhere')).toBeVisible();
    await form.getByRole('button', { name: 'Take this' }).click();
    await expect(name).toHaveValue('Acme from elsewhere');
    await name.fill('Acme typed again');
    await expect(form.getByRole('button', { name: 'Save changes' })).toBeVisible();
    await elsewhere(page, id, { name: 'Acme from elsewhere again' });
    await expect(form.getByText('Acme from elsewhere again')).toBeVisible();
    await form.getByRole('button', { name: 'Save over the newer values' }).click();
    await expect(form).toBeHidden();
    await expect(rowOf(page, 'Acme typed again')).toBeVisible();
  });

  await test.step('undone only where nobody edited since', async () => {
    await elsewhere(page, id, { description: 'Newer still' });
    await expect(page.getByRole('complementary').getByText('Newer still')).toBeVisible();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(page.getByText(/This cannot be undone\..*was edited meanwhile/)).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss the offer to undo' }).click();
  });

  await test.step('deleted elsewhere while the form is open', async () => {
    await page
      .getByRole('complementary')
      .getByRole('button', { name: 'Edit', exact: true })
      .click();
    await name.fill('Typed before it was deleted');
    await page.evaluate((tenant) => window.mycouch.tenants.remove({ id: tenant }), id);
    await expect(form.getByText(/^Moved to the trash meanwhile/)).toBeVisible();
    await expect(form.getByRole('button', { name: 'Save changes' })).toBeDisabled();
    await form.getByRole('button', { name: 'Restore it now' }).click();
    await expect(name).toHaveValue('Typed before it was deleted');
    await form.getByRole('button', { name: 'Save changes' }).click();
    await expect(form).toBeHidden();
  });

  await test.step('bad input', async () => {
    await page
      .getByRole('complementary')
      .getByRole('button', { name: 'Edit', exact: true })
      .click();
    await name.fill('   ');
    await expect(form.getByText('A name is needed.')).toBeVisible();
    await name.fill('x'.repeat(400));
    await expect(name).toHaveValue('x'.repeat(200));
    await form.getByRole('textbox', { name: /^Owner/ }).fill('no address');
    await expect(form.getByText('This is not an e-mail address.')).toBeVisible();
    await form.getByRole('textbox', { name: /^Owner/ }).fill(' O’Brien+shop@example.co.uk ');
    await name.fill('run\u202etxt');
    await form.getByRole('button', { name: 'Save changes' }).click();
    await expect(form.getByText(/one line of text/).first()).toBeVisible();
    await expect(form.getByRole('textbox', { name: /^Owner/ })).toHaveValue(/O’Brien/);
    const kept = '  <b onclick="x">שלום</b> 🎻 مقهى ';
    await name.fill(kept);
    await form.getByRole('button', { name: 'Save changes' }).click();
    await expect(form).toBeHidden();
    await expect(rowOf(page, kept.trim())).toBeVisible();
  });

  await test.step('one action and back', async () => {
    await act(page, page.getByRole('complementary'), 'Suspend');
    await expect(page.getByRole('status').getByText(/suspended\.$/)).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(page.getByText('Undone.')).toBeVisible();
  });
});

test('T3 B1: tenants are filtered by blueprint, given another one, and taken out as a table and as files', async ({
  launch,
}) => {
  const { app, page, dataDir } = await launch();
  await workOffline(page);
  await seed(page, ['oak,Oak', 'elm,Elm', 'ash,Ash']);
  await page.evaluate(async () => {
    const files = await window.mycouch.files.export();
    if (!files.ok) throw new Error(files.error.message);
    const shop = files.value.find(({ path }) => path.startsWith('blueprints/'));
    if (shop === undefined) throw new Error('there is no blueprint');
    const text = shop.text.replace(/"name": "shop"/, '"name": "band"').replace(/"Shop"/, '"Band"');
    const done = await window.mycouch.files.import({
      files: [{ path: 'blueprints/band.json', text }],
    });
    if (!done.ok) throw new Error(done.error.message);
    if (done.value.problems.length > 0) throw new Error(JSON.stringify(done.value.problems));
  });
  const list = page.getByRole('grid', { name: 'Tenants' });
  await expect(rowOf(page, 'Elm')).toBeVisible();

  await rowOf(page, 'Elm').getByRole('checkbox').press('Space');
  const more = page.getByRole('button', { name: 'More for the selected' });
  await more.press('Enter');
  await page.getByRole('menuitem', { name: 'Change blueprint…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Change the blueprint of 1 tenant?' });
  await dialog
    .getByRole('combobox', { name: 'New blueprint' })
    .selectOption({ label: 'Band, version 1' });
  await dialog.getByRole('button', { name: 'Change blueprint' }).press('Enter');
  await expect(page.getByText('1 tenant given another blueprint.')).toBeVisible();

  await page.getByRole('combobox', { name: 'Blueprint' }).selectOption({ label: 'Band (1)' });
  await expect(list).toHaveAttribute('aria-rowcount', '2');
  await expect(rowOf(page, 'Elm')).toBeVisible();

  await app.evaluate(({ dialog: system }, parent) => {
    system.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [parent] });
  }, dataDir);
  await list.focus();
  await page.keyboard.press('Control+a');
  await more.press('Enter');
  await page.getByRole('menuitem', { name: 'Export as files…' }).press('Enter');
  await expect(page.getByText(/files written into the new folder mycouch-tenants-/)).toBeVisible();
});
