import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { agreement, connect, createTenant, go, openTenant, workOffline } from './support/drive.ts';
import { expect, test } from './support/launch.ts';
import { documentOf, editElsewhere, tenantDocument } from './support/registry-edits.ts';

test('S3: two edits of one field are reviewed side by side, a newer one is told, and the chosen side wins', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const server = await startCouchDb();
  const admin = rawClient(server, server);
  try {
    const { page } = await launch();
    await workOffline(page);
    await createTenant(page, { name: 'Acme Ltd' });
    await createTenant(page, { name: 'Bistro' });
    await connect(page, server);
    await agreement(page);
    const acme = await tenantDocument(admin, 'acme-ltd');
    const bistro = await tenantDocument(admin, 'bistro');

    // Both edit the name without having seen each other; theirs also has a description.
    const pane = await openTenant(page, 'Acme Ltd');
    await pane.getByRole('button', { name: 'Edit', exact: true }).click();
    const editing = page.getByRole('dialog', { name: 'Edit tenant' });
    await editing.getByRole('textbox', { name: 'Name' }).fill('Acme & Sons');
    await editing.getByRole('button', { name: 'Save changes' }).click();
    await expect(editing).toBeHidden();
    const theirs = await editElsewhere(admin, acme, {
      name: 'Acme of Bea',
      description: 'Opens at six.',
    });
    // Different fields of another tenant merge by themselves.
    await editElsewhere(admin, bistro, { description: 'From elsewhere' });

    const nav = page.getByRole('navigation', { name: 'Sections' });
    await expect(nav.getByRole('button', { name: 'Conflicts' })).toContainText('1');
    await expect(page.getByText('Edited in two places at once')).toBeVisible();
    await page.getByRole('button', { name: 'Review the conflict' }).click();
    const review = page.getByRole('region', { name: /^Conflict of/ });
    await expect(review.getByRole('columnheader', { name: /^Mine/ })).toBeVisible();
    await expect(review.getByRole('columnheader', { name: /^Theirs/ })).toBeVisible();
    const row = (name: string) =>
      review.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
    await expect(row('Name').getByRole('cell').first()).toHaveText('Acme Ltd');
    await expect(row('Description').getByRole('cell').last()).toHaveText('Opens at six.');
    const resolve = page.getByRole('button', { name: 'Resolve' });
    await expect(resolve).toBeDisabled();

    // By keyboard: to the choice, choose, and it is there.
    await page.getByRole('button', { name: 'Go to the next choice' }).focus();
    await page.keyboard.press('Enter');
    const chosen = review.getByRole('radio', { name: 'Name, Theirs: Acme of Bea' });
    await chosen.focus();
    await page.keyboard.press('Space');
    await expect(chosen).toBeChecked();
    await expect(row('Name').getByRole('cell').last()).toContainText('Acme of Bea');
    await expect(resolve).toBeEnabled();

    // Somebody edits on: what was chosen is no longer there, so it has to be chosen again.
    await editElsewhere(
      admin,
      { ...acme, _rev: theirs },
      {
        name: 'Acme Group',
        description: 'Opens at six.',
      },
    );
    await expect(page.getByText('It changed while you looked')).toBeVisible();
    await expect(resolve).toBeDisabled();
    await review.getByRole('radio', { name: 'Name, Theirs: Acme Group' }).check();
    await resolve.click();
    await expect(page.getByText(/^The conflict of .* is decided$/)).toBeVisible();
    await expect(page.getByText('No conflicts', { exact: true })).toBeVisible();

    await expect(async () => {
      const after = await documentOf(admin, acme._id);
      expect(after).toMatchObject({ name: 'Acme Group', description: 'Opens at six.' });
      expect(after['_conflicts']).toBeUndefined();
    }).toPass();
    await go(page, 'Activity');
    await expect(page.getByText(/^Decided the conflict of/).first()).toBeVisible();
  } finally {
    await server.stop();
  }
});

test('S3: many conflicts are decided alike after saying how many, and what needs more is left', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const server = await startCouchDb();
  const admin = rawClient(server, server);
  try {
    const { page } = await launch();
    await workOffline(page);
    for (const name of ['Oak', 'Elm', 'Ash']) await createTenant(page, { name });
    await connect(page, server);
    await agreement(page);
    for (const key of ['oak', 'elm', 'ash']) {
      const base = await tenantDocument(admin, key);
      await editElsewhere(admin, base, { name: `${key} of ada` });
      await editElsewhere(admin, base, { name: `${key} of bea` });
    }
    await go(page, 'Conflicts');
    const grid = page.getByRole('grid', { name: 'Conflicts' });
    await expect(grid.getByRole('row')).toHaveCount(4);
    await page.getByRole('searchbox', { name: 'Search conflicts' }).fill('elm');
    await expect(grid.getByRole('row')).toHaveCount(2);
    await page.getByRole('button', { name: 'Clear search' }).click();
    await expect(grid.getByRole('row')).toHaveCount(4);

    await page.getByRole('checkbox', { name: 'Select everything found' }).check();
    await page.getByRole('button', { name: 'Decide 3 alike…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Decide 3 conflicts alike?' });
    const confirm = dialog.getByRole('button', { name: 'Decide 3 conflicts' });
    await expect(confirm).toBeDisabled();
    // Neither side was edited here, so taking mine leaves all of them.
    await dialog.getByRole('radio', { name: 'What was edited on this device' }).check();
    await confirm.click();
    await expect(page.getByText('3 conflicts left to decide one by one')).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).click();

    await page.getByRole('checkbox', { name: 'Select everything found' }).check();
    await page.getByRole('button', { name: 'Decide 3 alike…' }).click();
    await dialog.getByRole('radio', { name: 'What the lists show now' }).check();
    await confirm.click();
    await expect(page.getByText('3 conflicts decided')).toBeVisible();
    await expect(page.getByText('No conflicts', { exact: true })).toBeVisible();
    await expect(async () => {
      for (const key of ['oak', 'elm', 'ash']) {
        const { _id } = await tenantDocument(admin, key);
        expect((await documentOf(admin, _id))['_conflicts']).toBeUndefined();
      }
    }).toPass();
  } finally {
    await server.stop();
  }
});
