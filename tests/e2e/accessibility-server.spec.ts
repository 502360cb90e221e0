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
import { seen } from './support/every-screen.ts';
import { expect, test } from './support/launch.ts';
import { editElsewhere, tenantDocument } from './support/registry-edits.ts';

// Each is long, and none needs another.
test.describe.configure({ mode: 'parallel', timeout: 300_000 });

test('U3: plan, drift, servers and passwords have no automated finding in either theme', async ({
  launch,
}) => {
  const server = await startCouchDb();
  const admin = rawClient(server, server);
  try {
    const { page } = await launch();
    await withTenant(page, server, 'Acme Ltd');
    const applied = page.getByText('11 operations applied');
    await expect(applied).toBeVisible();
    await seen(page, 'applied');

    const pane = await openTenant(page, 'Acme Ltd');
    await pane.getByRole('button', { name: 'Reveal the password of shop_acme-ltd_sync' }).click();
    await expect(page.getByRole('dialog', { name: 'Show that it is you' })).toBeVisible();
    await seen(page, 're-authentication');
    await page.keyboard.press('Escape');
    await pane.getByRole('button', { name: 'Rotate the password of shop_acme-ltd_sync' }).click();
    const rotating = page.getByRole('dialog', { name: 'Rotate the password?' });
    await expect(rotating).toBeVisible();
    await seen(page, 'rotating');
    await rotating.getByRole('button', { name: 'Rotate', exact: true }).click();
    await expect(pane.getByText(/also works until/)).toBeVisible();
    await seen(page, 'an overlap');
    await expect(await choose(page, pane, 'Make read-only…')).toBeVisible();
    await seen(page, 'making read-only');
    await page.keyboard.press('Escape');

    await go(page, 'Settings');
    await page.getByRole('switch', { name: /^Production/ }).click();
    await expect(page.getByRole('contentinfo').getByText('Production')).toBeVisible();
    await seen(page, 'a marked server');
    await page.getByRole('switch', { name: /^Production/ }).click();
    await expect(page.getByRole('dialog', { name: /^No longer/ })).toBeVisible();
    await seen(page, 'taking a mark off');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Server: / }).click();
    await expect(page.getByRole('menuitem', { name: 'Add a server…' })).toBeVisible();
    await seen(page, 'the menu of servers');
    await page.keyboard.press('Escape');

    await compare(page);
    await page.getByRole('checkbox', { name: 'Select everything shown' }).check();
    const bar = page.getByRole('region', { name: 'Selection' });
    await expect(bar.getByRole('button', { name: /^Apply selection/ })).toBeEnabled();
    await seen(page, 'a selection');
    await page.getByRole('button', { name: 'More about this plan' }).click();
    await expect(page.getByRole('menuitem', { name: 'Save plan…' })).toBeVisible();
    await seen(page, 'the menu of a plan');
    await page.getByRole('menuitem', { name: 'Compare with the plan before…' }).click();
    await expect(page.getByRole('dialog', { name: /^What changed/ })).toBeVisible();
    await seen(page, 'plans compared');
    await page.keyboard.press('Escape');

    const open = { admins: { names: [], roles: [] }, members: { names: [], roles: [] } };
    expect((await admin('PUT', '/shop_acme-ltd_products/_security', open)).status).toBe(200);
    await go(page, 'Drift');
    await page.getByRole('button', { name: 'Look now' }).first().click();
    const found = page.getByRole('button', { name: /^Open to everyone/ });
    await found.click();
    await expect(page.getByRole('button', { name: 'Show both sides' })).toBeVisible();
    await seen(page, 'drift');
    await page.getByRole('button', { name: 'Correct now' }).click();
    const correcting = page.getByRole('dialog', { name: 'Correct 1 change?' });
    await expect(correcting.getByText(/^1 operation puts/)).toBeVisible();
    await seen(page, 'correcting');
  } finally {
    await server.stop();
  }
});

test('U3: sync, conflicts and the log have no automated finding in either theme', async ({
  launch,
}) => {
  const server = await startCouchDb();
  const admin = rawClient(server, server);
  try {
    const { page } = await launch();
    await workOffline(page);
    await createTenant(page, { name: 'Acme Ltd' });
    await connect(page, server);
    await agreement(page);
    const base = await tenantDocument(admin, 'acme-ltd');
    for (const name of ['Acme of Ada', 'Acme of Bea']) await editElsewhere(admin, base, { name });
    await openTenant(page, /^Acme/);
    await expect(page.getByText('Edited in two places at once')).toBeVisible();
    await seen(page, 'a tenant in conflict');
    await go(page, 'Conflicts');
    await page.getByRole('checkbox', { name: 'Select everything found' }).check();
    await seen(page, 'conflicts');
    await page.getByRole('button', { name: 'Decide 1 alike…' }).click();
    await expect(page.getByRole('dialog', { name: 'Decide 1 conflict alike?' })).toBeVisible();
    await seen(page, 'deciding alike');
    await page.keyboard.press('Escape');
    await page.getByRole('gridcell', { name: /^Acme/ }).click();
    await page.getByRole('radio', { name: /^Another value/ }).check();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await seen(page, 'a review');
    await go(page, 'Sync');
    await page.getByText('As a table').click();
    await seen(page, 'sync');
    await go(page, 'Activity');
    await page.getByRole('button', { name: 'Verify log' }).click();
    await expect(page.getByText('Nothing was altered, removed, forked')).toBeVisible();
    await seen(page, 'the log verified');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Cut…' }).click();
    await expect(page.getByText('There is nothing that old.')).toBeVisible();
    await seen(page, 'cutting the log');
  } finally {
    await server.stop();
  }
});
