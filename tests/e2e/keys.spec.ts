import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { openRegistry } from '../../src/main/registry/open-registry.ts';
import { createApiKey } from '../../src/shared/commands/create-apikey.ts';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import { ensureBlueprint } from '../../src/shared/commands/ensure-blueprint.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { scanFolder } from '../support/canary-scan.ts';
import { manualClock } from '../support/manual-clock.ts';
import { sampleTenant } from '../support/registry-samples.ts';
import { sampleKey } from '../support/sample-keys.ts';
import { testDigest } from '../support/test-digest.ts';
import './support/bridge-type.ts';
import { expect, test } from './support/launch.ts';

const forgotten = sampleKey('a key that somebody forgot');

/** A data directory with a tenant and its key, both made 120 days ago. */
async function madeLongAgo(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mycouch-keys-'));
  const registry = await openRegistry({
    directory: dataDir,
    device: 'before',
    actor: () => 'anna',
    clock: manualClock(Date.now() - 120 * 86_400_000),
    uuid: randomUUID,
    logger: { warn: () => undefined },
  });
  const tenant = sampleTenant('acme', { name: 'Acme Ltd' });
  await registry.execute(ensureBlueprint(shopBlueprint));
  await registry.execute(createTenant(tenant));
  await registry.execute(
    createApiKey({
      keyId: forgotten.keyId,
      tenantId: tenant.tenantId,
      name: 'Forgotten till',
      keyHash: testDigest(forgotten.key),
      scopes: { access: 'write', databases: null },
      expiresAt: null,
    }),
  );
  await registry.close();
  return dataDir;
}

async function press(control: Locator): Promise<void> {
  await control.press('Enter');
}

async function openKeys(page: Page): Promise<void> {
  await press(
    page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'API keys' }),
  );
  await expect(page.getByRole('heading', { name: 'API keys', level: 1 })).toBeVisible();
}

/** The key on screen, taken note of; then the dialog is closed, and the key is nowhere in the page. */
async function takeKey(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog', { name: 'Your new key' });
  const secret = await dialog.getByTestId('new-key').innerText();
  expect(secret).toMatch(/^myc_[0-9A-Za-z]{12}_[0-9A-Za-z]{28}$/);
  await expect(dialog.getByText('Copy it now: it is shown this once')).toBeVisible();
  await press(dialog.getByRole('button', { name: 'I have it' }));
  await expect(dialog).toBeHidden();
  expect(await page.content()).not.toContain(secret.slice(17));
  return secret;
}

let dataDir = '';
test.beforeEach(async () => {
  dataDir = await madeLongAgo();
});
test.afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('K1, K3, K4, K7: a key is made and shown once, rotated with an overlap, and revoked softly and hard, by keyboard alone', async ({
  launch,
}) => {
  const running = await launch({ dataDir });
  const { app, page } = running;
  await openKeys(page);

  // K3: a key that nobody used since it was made long ago.
  await press(page.getByRole('button', { name: /^Stale/ }));
  const grid = page.getByRole('grid', { name: 'API keys' });
  await expect(grid.getByRole('row')).toHaveCount(2);
  await press(grid);
  const old = page.getByRole('complementary', { name: 'API key Forgotten till' });
  await expect(old.getByText('Not used in this time.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(old).toBeHidden();

  // K1: a wrong input is said at its field, and the key is shown once.
  await press(page.getByRole('button', { name: 'New key' }));
  const form = page.getByRole('dialog', { name: 'New API key' });
  const tenant = form.getByRole('combobox', { name: 'Tenant' });
  await tenant.pressSequentially('acme');
  await expect(form.getByRole('option', { name: 'Acme Ltd · acme' })).toBeVisible();
  await tenant.press('ArrowDown');
  await tenant.press('Enter');
  await form.getByRole('textbox', { name: 'Name' }).fill('Kasse 日本 <b>1</b>');
  const expires = form.getByRole('combobox', { name: 'Expires' });
  await expires.press('Enter');
  await expect(form.getByRole('option', { name: 'On a day' })).toBeVisible();
  await expires.press('ArrowDown');
  await expires.press('ArrowDown');
  await expires.press('Enter');
  await form.getByLabel('Last day').fill('2020-01-31');
  await press(form.getByRole('button', { name: 'Make the key' }));
  await expect(form.getByText('The day is over already. Choose one to come.')).toBeVisible();
  await form.getByLabel('Last day').fill('2999-12-31');
  await press(form.getByRole('button', { name: 'Make the key' }));

  const shown = page.getByRole('dialog', { name: 'Your new key' });
  const copy = shown.getByRole('button', { name: 'Copy the key' });
  await expect(copy).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(shown.getByText('the clipboard is cleared after a minute')).toBeVisible();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  const secret = await takeKey(page);
  expect(copied).toBe(secret);
  const pane = page.getByRole('complementary', { name: 'API key Kasse 日本 <b>1</b>' });
  await expect(pane.getByText('31 Dec 2999')).toBeVisible();

  // K4: the new key takes its place, the old one goes on for a while.
  await press(pane.getByRole('button', { name: 'Rotate…' }));
  const rotating = page.getByRole('dialog', { name: /^Rotate Kasse/ });
  await expect(rotating.getByRole('radio', { name: '7 days' })).toBeFocused();
  await press(rotating.getByRole('button', { name: 'Make the new key' }));
  const renewed = await takeKey(page);
  expect(renewed).not.toBe(secret);
  await press(pane.getByRole('button', { name: /^Show the key myc_/ }));
  await expect(pane.getByText('Replaced by another key')).toBeVisible();
  await expect(pane.getByText(/^It is revoked by itself on .*, unless it is used/)).toBeVisible();

  // K7: softly the tokens live on, and it is said until when.
  await press(pane.getByRole('button', { name: 'Revoke…' }));
  const revoking = page.getByRole('dialog', { name: /^Revoke Kasse/ });
  await expect(revoking.getByText(/Tokens made before live on until .*\d\d:\d\d/)).toBeVisible();
  await press(revoking.getByRole('button', { name: 'Revoke', exact: true }));
  await expect(revoking).toBeHidden();
  await expect(pane.getByText('Revoked', { exact: true })).toBeVisible();

  // Hard: every token of the tenant is to be refused.
  await press(page.getByRole('button', { name: /^Active/ }));
  await grid.press('Home');
  await expect(pane.or(old)).toBeVisible();
  await grid.press('End');
  const last = page.getByRole('complementary', { name: /^API key / });
  await press(last.getByRole('button', { name: 'Revoke…' }));
  const again = page.getByRole('dialog', { name: /^Revoke / });
  await again.getByRole('radio', { name: 'The key alone' }).press('ArrowDown');
  await expect(again.getByText(/every token of the tenant is refused/)).toBeVisible();
  await press(again.getByRole('button', { name: 'Revoke with all tokens' }));
  await expect(again).toBeHidden();
  const epochs = await page.evaluate(async () => {
    const listed = await window.mycouch.keys.list({
      ...{ search: '', tenantId: null, state: 'all', mark: null },
      ...{ sort: 'name', direction: 'asc', offset: 0, limit: 10 },
    });
    if (!listed.ok) return [];
    return Promise.all(
      listed.value.rows.map(async ({ tenantId }) => {
        const found = await window.mycouch.tenants.get({ id: tenantId });
        return found.ok ? found.value.epoch : 0;
      }),
    );
  });
  expect(epochs).toEqual([2, 2, 2]);

  await running.close();
  const { findings, files } = await scanFolder(dataDir, {
    key: secret.slice(17),
    renewed: renewed.slice(17),
  });
  expect(files).toBeGreaterThan(10);
  expect(findings).toEqual([]);
});

test('K2: a leaked key is found in a folder and revoked from there', async ({ launch }) => {
  const leaky = await mkdtemp(join(tmpdir(), 'mycouch-leaky-'));
  try {
    await mkdir(join(leaky, 'till/config'), { recursive: true });
    await writeFile(join(leaky, 'till/config/app.env'), `A=1\nKEY=${forgotten.key}\n`);
    const { app, page } = await launch({ dataDir });
    await openKeys(page);
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, leaky);
    await press(page.getByRole('button', { name: 'Scan a folder for leaked keys…' }));
    const dialog = page.getByRole('dialog', { name: 'Leaked keys' });
    await press(dialog.getByRole('button', { name: 'Choose a folder…' }));
    await expect(dialog.getByText(leaky)).toBeVisible();
    await press(dialog.getByRole('button', { name: 'Scan', exact: true }));
    await expect(dialog.getByText('1 key found')).toBeVisible();
    await expect(dialog.getByRole('cell', { name: 'till/config/app.env:2:5' })).toBeVisible();
    await expect(dialog.getByText('Forgotten till · Acme Ltd')).toBeVisible();
    expect(await page.content()).not.toContain(forgotten.key.slice(17));
    await press(dialog.getByRole('button', { name: 'Revoke Forgotten till' }));
    const revoking = page.getByRole('dialog', { name: 'Revoke Forgotten till?' });
    await press(revoking.getByRole('button', { name: 'Revoke', exact: true }));
    await expect(revoking).toBeHidden();
    await expect(dialog.getByRole('cell', { name: 'Revoked' })).toBeVisible();
  } finally {
    await rm(leaky, { recursive: true, force: true });
  }
});
