import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import {
  agreement,
  choose,
  compare,
  connect,
  createTenant,
  go,
  openTenant,
  withTenant,
  workOffline,
} from './support/drive.ts';
import { expect, test } from './support/launch.ts';
import { editElsewhere, tenantDocument } from './support/registry-edits.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Findings on what is on screen, each with the elements it is about. */
async function findings(page: Page): Promise<readonly string[]> {
  // Legacy mode, because axe otherwise opens a second page, which the console refuses.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(rules)
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}

/** Half-faded text has no contrast to measure, so what moves has to have arrived. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  );
}

async function expectNone(page: Page, screen: string): Promise<void> {
  await settled(page);
  expect(await findings(page), screen).toEqual([]);
}

for (const theme of ['Light', 'Dark'] as const) {
  test(`no screen has an automated finding in the ${theme.toLowerCase()} theme (U3)`, async ({
    launch,
  }) => {
    const { page } = await launch();
    await page.emulateMedia({
      colorScheme: theme === 'Light' ? 'light' : 'dark',
      reducedMotion: 'reduce',
    });
    await expect(page.getByRole('button', { name: 'Work offline for now' })).toBeVisible();
    await expectNone(page, 'first run');
    await page.getByRole('button', { name: 'Connect to a server' }).click();
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByText('An address is needed.')).toBeVisible();
    await expectNone(page, 'connection with what is missing');
    await page.getByRole('button', { name: 'Back' }).click();

    await workOffline(page);
    await expect(page.getByText('No tenants yet')).toBeVisible();
    await expectNone(page, 'no tenants');
    await page.getByRole('button', { name: 'New tenant' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New tenant' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('9');
    await dialog.getByRole('textbox', { name: 'Key' }).fill('9');
    await expect(dialog.getByText(/starts with a lower-case letter/)).toBeVisible();
    await expectNone(page, 'new tenant with a problem');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();

    await createTenant(page, { name: 'Oak Street Bakery', key: 'oak' });
    await expectNone(page, 'tenant');
    await page.getByRole('button', { name: 'Reveal the password of shop_oak_sync' }).click();
    await expect(page.getByTestId('revealed-password')).toBeVisible();
    await expectNone(page, 'password revealed');
    await page.getByRole('button', { name: 'Suspend', exact: true }).click();
    await expect(page.getByRole('dialog', { name: /^Suspend/ })).toBeVisible();
    await expectNone(page, 'suspending');
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').getByRole('tab', { name: 'On the server' }).click();
    await page.getByRole('checkbox', { name: 'Select Oak Street Bakery' }).check();
    await expectNone(page, 'tenants selected');
    await page.getByRole('button', { name: 'Clear selection' }).click();
    await page.keyboard.press('Control+t');
    await expect(page.getByRole('option')).toHaveCount(1);
    await expectNone(page, 'switching the tenant');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Active here')).toBeVisible();
    await expectNone(page, 'the tenant one works in');

    const people = page.getByRole('complementary').getByRole('tab', { name: 'People' });
    await people.click();
    await page.getByRole('button', { name: 'Add people…' }).click();
    const adding = page.getByRole('dialog', { name: /^People for/ });
    await adding.getByRole('textbox', { name: 'Addresses' }).fill('anna@example.org\nben@@x');
    await expect(adding.getByText('Line 2:')).toBeVisible();
    await expectNone(page, 'people to add');
    await adding.getByRole('button', { name: 'Add 1 person' }).click();
    await expect(adding.getByText('1 person added.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(adding).toBeHidden();
    await expectNone(page, 'people of a tenant');
    await page.getByRole('button', { name: 'More about anna@example.org' }).click();
    await page.getByRole('menuitem', { name: 'Open the person' }).click();
    await expect(page.getByRole('complementary', { name: /^Person/ })).toBeVisible();
    await expectNone(page, 'a person');

    await go(page, 'API keys');
    await expect(page.getByText('No API keys yet')).toBeVisible();
    await expectNone(page, 'no API keys');
    await page.getByRole('button', { name: 'New key' }).first().click();
    const making = page.getByRole('dialog', { name: 'New API key' });
    await making.getByText('Only some').click();
    await making.getByRole('button', { name: 'Make the key' }).click();
    await expect(making.getByText('A key needs a name.')).toBeVisible();
    await expectNone(page, 'new key with problems');
    await making.getByRole('combobox', { name: 'Tenant' }).fill('oak');
    await making.getByRole('option', { name: /^Oak Street Bakery/ }).click();
    await making.getByText('All of the tenant’s').click();
    await making.getByRole('textbox', { name: 'Name' }).fill('Till');
    await making.getByRole('button', { name: 'Make the key' }).click();
    await expect(page.getByTestId('new-key')).toBeVisible();
    await expectNone(page, 'a key shown once');
    await page.getByRole('button', { name: 'I have it' }).click();
    await expect(page.getByRole('complementary', { name: 'API key Till' })).toBeVisible();
    await expectNone(page, 'a key');
    await page.getByRole('button', { name: 'Revoke…' }).click();
    await expect(page.getByText(/^Nothing is exchanged for it/)).toBeVisible();
    await expectNone(page, 'revoking a key');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Scan a folder for leaked keys…' }).click();
    await expect(page.getByRole('dialog', { name: 'Leaked keys' })).toBeVisible();
    await expectNone(page, 'leak scan');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();

    for (const section of ['Plan', 'Drift', 'Conflicts', 'Activity', 'Sync', 'Settings'] as const) {
      await go(page, section);
      await expectNone(page, section);
    }
    await page.getByRole('main').getByText(theme, { exact: true }).click();
    await expect(page.getByRole('radio', { name: theme })).toBeChecked();
    await expectNone(page, 'theme chosen');
  });
}

for (const theme of ['Light', 'Dark'] as const) {
  test(`plan, drift, servers and passwords have no automated finding in the ${theme.toLowerCase()} theme (U3)`, async ({
    launch,
  }) => {
    test.setTimeout(300_000);
    const server = await startCouchDb();
    const admin = rawClient(server, server);
    try {
      const { page } = await launch();
      await page.emulateMedia({
        colorScheme: theme === 'Light' ? 'light' : 'dark',
        reducedMotion: 'reduce',
      });
      await withTenant(page, server, 'Acme Ltd');
      const applied = page.getByText('11 operations applied');
      await expect(applied).toBeVisible();
      await expectNone(page, 'applied');

      const pane = await openTenant(page, 'Acme Ltd');
      await pane.getByRole('button', { name: 'Reveal the password of shop_acme-ltd_sync' }).click();
      await expect(page.getByRole('dialog', { name: 'Show that it is you' })).toBeVisible();
      await expectNone(page, 're-authentication');
      await page.keyboard.press('Escape');
      await pane.getByRole('button', { name: 'Rotate the password of shop_acme-ltd_sync' }).click();
      const rotating = page.getByRole('dialog', { name: 'Rotate the password?' });
      await expect(rotating).toBeVisible();
      await expectNone(page, 'rotating');
      await rotating.getByRole('button', { name: 'Rotate', exact: true }).click();
      await expect(pane.getByText(/also works until/)).toBeVisible();
      await expectNone(page, 'an overlap');
      await expect(await choose(page, pane, 'Make read-only…')).toBeVisible();
      await expectNone(page, 'making read-only');
      await page.keyboard.press('Escape');

      await go(page, 'Settings');
      await page.getByRole('switch', { name: /^Production/ }).click();
      await expect(page.getByRole('contentinfo').getByText('Production')).toBeVisible();
      await expectNone(page, 'a marked server');
      await page.getByRole('switch', { name: /^Production/ }).click();
      await expect(page.getByRole('dialog', { name: /^No longer/ })).toBeVisible();
      await expectNone(page, 'taking a mark off');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Server: / }).click();
      await expect(page.getByRole('menuitem', { name: 'Add a server…' })).toBeVisible();
      await expectNone(page, 'the menu of servers');
      await page.keyboard.press('Escape');

      await compare(page);
      await page.getByRole('checkbox', { name: 'Select everything shown' }).check();
      const bar = page.getByRole('region', { name: 'Selection' });
      await expect(bar.getByRole('button', { name: /^Apply selection/ })).toBeEnabled();
      await expectNone(page, 'a selection');
      await page.getByRole('button', { name: 'More about this plan' }).click();
      await expect(page.getByRole('menuitem', { name: 'Save plan…' })).toBeVisible();
      await expectNone(page, 'the menu of a plan');
      await page.getByRole('menuitem', { name: 'Compare with the plan before…' }).click();
      await expect(page.getByRole('dialog', { name: /^What changed/ })).toBeVisible();
      await expectNone(page, 'plans compared');
      await page.keyboard.press('Escape');

      const open = { admins: { names: [], roles: [] }, members: { names: [], roles: [] } };
      expect((await admin('PUT', '/shop_acme-ltd_products/_security', open)).status).toBe(200);
      await go(page, 'Drift');
      await page.getByRole('button', { name: 'Look now' }).first().click();
      const found = page.getByRole('button', { name: /^Open to everyone/ });
      await found.click();
      await expect(page.getByRole('button', { name: 'Show both sides' })).toBeVisible();
      await expectNone(page, 'drift');
      await page.getByRole('button', { name: 'Correct now' }).click();
      const correcting = page.getByRole('dialog', { name: 'Correct 1 change?' });
      await expect(correcting.getByText(/^1 operation puts/)).toBeVisible();
      await expectNone(page, 'correcting');
    } finally {
      await server.stop();
    }
  });
}

for (const theme of ['Light', 'Dark'] as const) {
  test(`sync, conflicts and the log have no automated finding in the ${theme.toLowerCase()} theme (U3)`, async ({
    launch,
  }) => {
    const server = await startCouchDb();
    const admin = rawClient(server, server);
    try {
      const { page } = await launch();
      await page.emulateMedia({
        colorScheme: theme === 'Light' ? 'light' : 'dark',
        reducedMotion: 'reduce',
      });
      await workOffline(page);
      await createTenant(page, { name: 'Acme Ltd' });
      await connect(page, server);
      await agreement(page);
      const base = await tenantDocument(admin, 'acme-ltd');
      for (const name of ['Acme of Ada', 'Acme of Bea']) await editElsewhere(admin, base, { name });
      await openTenant(page, /^Acme/);
      await expect(page.getByText('Edited in two places at once')).toBeVisible();
      await expectNone(page, 'a tenant in conflict');
      await go(page, 'Conflicts');
      await page.getByRole('checkbox', { name: 'Select everything found' }).check();
      await expectNone(page, 'conflicts');
      await page.getByRole('button', { name: 'Decide 1 alike…' }).click();
      await expect(page.getByRole('dialog', { name: 'Decide 1 conflict alike?' })).toBeVisible();
      await expectNone(page, 'deciding alike');
      await page.keyboard.press('Escape');
      await page.getByRole('gridcell', { name: /^Acme/ }).click();
      await page.getByRole('radio', { name: /^Another value/ }).check();
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await expectNone(page, 'a review');
      await go(page, 'Sync');
      await page.getByText('As a table').click();
      await expectNone(page, 'sync');
      await go(page, 'Activity');
      await page.getByRole('button', { name: 'Verify log' }).click();
      await expect(page.getByText('Nothing was altered, removed, forked')).toBeVisible();
      await expectNone(page, 'the log verified');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Cut…' }).click();
      await expect(page.getByText('There is nothing that old.')).toBeVisible();
      await expectNone(page, 'cutting the log');
    } finally {
      await server.stop();
    }
  });
}
