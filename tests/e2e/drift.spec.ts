import type { Page } from '@playwright/test';
import { z } from 'zod';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { compare, go, lookNow, openTenant, withTenant } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

const principals = z.object({ names: z.array(z.string()), roles: z.array(z.string()) });
const securitySchema = z.looseObject({ admins: principals, members: principals });
type Security = z.infer<typeof securitySchema>;

async function look(page: Page): Promise<void> {
  await lookNow(page);
  await expect(page.getByTestId('drift-look')).toBeVisible();
}

/** Applies whatever the next plan has: an adoption raises the generation of every database. */
async function applyAll(page: Page): Promise<void> {
  await compare(page);
  await page.getByRole('button', { name: /^Apply \d+ operations?$/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page.getByText(/operations? applied$/)).toBeVisible();
}

const finding = (page: Page, words: string) =>
  page.getByRole('list', { name: 'Changes made by hand' }).getByRole('button', { name: words });

test('P5: what was changed by hand is found and named, an open database is an alarm, and each is corrected or adopted', async ({
  launch,
}) => {
  test.setTimeout(240_000);
  const server = await startCouchDb();
  const admin = rawClient(server, server);
  const change = async (database: string, edit: (security: Security) => void) => {
    const { body } = await admin('GET', `/${database}/_security`);
    const security = securitySchema.parse(body);
    edit(security);
    expect((await admin('PUT', `/${database}/_security`, security)).status).toBe(200);
  };
  const roles = async () =>
    securitySchema.parse((await admin('GET', '/shop_acme-ltd_sales/_security')).body).members.roles;
  try {
    const { page } = await launch();
    await withTenant(page, server, 'Acme Ltd');
    await look(page);
    await expect(page.getByText('Nothing was changed by hand')).toBeVisible();

    await change('shop_acme-ltd_products', ({ members }) => {
      members.roles = [];
      members.names = [];
    });
    await change('shop_acme-ltd_sales', ({ members }) => {
      members.roles.push('bookkeeping');
    });
    expect((await fetch(`${server.url}/shop_acme-ltd_products`)).status).toBe(200);
    await look(page);
    await expect(finding(page, 'Open to everyone shop_acme-ltd_products')).toBeVisible();
    await expect(finding(page, 'Access was added shop_acme-ltd_sales')).toBeVisible();

    // The alarm stands above every screen.
    await go(page, 'Settings');
    const alarm = page.getByRole('alert', { name: 'Alarm' });
    await expect(alarm).toContainText('1 database is open to everyone');
    await alarm.getByRole('button', { name: 'Correct now' }).click();
    const correcting = page.getByRole('dialog', { name: 'Correct 1 change?' });
    await correcting.getByRole('button', { name: 'Apply 1 operation' }).click();
    await expect(correcting).toBeHidden();
    await expect(alarm).toBeHidden();
    expect((await fetch(`${server.url}/shop_acme-ltd_products`)).status).toBe(401);

    await go(page, 'Drift');
    const added = finding(page, 'Access was added shop_acme-ltd_sales');
    await added.click();
    await page.getByRole('button', { name: 'Show both sides' }).click();
    await expect(page.getByRole('group', { name: 'Before' })).toContainText('bookkeeping');
    await expect(page.getByRole('group', { name: 'After' })).not.toContainText('bookkeeping');
    await page.getByRole('button', { name: 'Adopt…' }).first().click();
    const adopting = page.getByRole('dialog', { name: 'Adopt 1 change?' });
    await adopting.getByRole('button', { name: 'Adopt', exact: true }).click();
    await expect(adopting).toBeHidden();
    await expect(page.getByText('Nothing was changed by hand')).toBeVisible();
    // The adopted role is part of what the registry wants, and survives the next plan.
    await applyAll(page);
    expect(await roles()).toContain('bookkeeping');
    await compare(page);
    await expect(page.getByText('The server matches the registry')).toBeVisible();

    const pane = await openTenant(page, 'Acme Ltd');
    await expect(pane.getByRole('heading', { name: 'Adopted changes' })).toBeVisible();
    await pane
      .getByRole('button', { name: 'Take back what was adopted for shop_acme-ltd_sales' })
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await expect(pane.getByRole('heading', { name: 'Adopted changes' })).toBeHidden();
    await applyAll(page);
    expect(await roles()).not.toContain('bookkeeping');
  } finally {
    await server.stop();
  }
});
