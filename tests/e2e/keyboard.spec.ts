import type { Page } from '@playwright/test';
import { startCouchDb } from '../support/couchdb-server.ts';
import './support/bridge-type.ts';
import { agreement, workOffline } from './support/drive.ts';
import { seen } from './support/every-screen.ts';
import { pressOn, tabTo } from './support/keyboard.ts';
import { expect, test } from './support/launch.ts';

const sectionNames = [
  'Overview',
  'Tenants',
  'People',
  'API keys',
  'Plan',
  'Drift',
  'Conflicts',
  'Activity',
  'Sync',
  'Settings',
] as const;

/** Types into the palette and takes the first line. */
async function command(page: Page, typed: string, line: string | RegExp): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(typed);
  await expect(palette.locator('[data-combobox-selected]')).toHaveText(line);
  await page.keyboard.press('Enter');
}

test('U2 U3: from the first start to a revoked key without a pointer, the focus seen at every step', async ({
  launch,
}) => {
  const server = await startCouchDb();
  try {
    const { page } = await launch();
    await test.step('connect', async () => {
      await pressOn(page, page.getByRole('button', { name: 'Connect to a server' }));
      await tabTo(page, page.getByRole('textbox', { name: 'Address', exact: true }));
      await page.keyboard.type(server.url);
      await tabTo(page, page.getByRole('textbox', { name: 'Administrator name' }));
      await page.keyboard.type(server.username);
      await tabTo(page, page.getByLabel('Password', { exact: true }));
      await page.keyboard.type(server.password);
      await page.keyboard.press('Enter');
      await agreement(page);
    });

    await test.step('a tenant with two members', async () => {
      await page.keyboard.press('ControlOrMeta+n');
      const form = page.getByRole('dialog', { name: 'New tenant' });
      await expect(form.getByRole('textbox', { name: 'Name' })).toBeFocused();
      await page.keyboard.type('Harbour Tea');
      await page.keyboard.press('Enter');
      await expect(form).toBeHidden();
      const pane = page.getByRole('complementary', { name: 'Tenant Harbour Tea' });
      await tabTo(page, pane.getByRole('tab', { name: 'Overview' }));
      await page.keyboard.press('ArrowRight');
      await expect(pane.getByRole('tab', { name: 'People' })).toBeFocused();
      await pressOn(page, pane.getByRole('button', { name: 'Add people…' }));
      await expect(page.getByRole('textbox', { name: 'Addresses' })).toBeFocused();
      await page.keyboard.insertText('anna@example.org, ben@example.org');
      await page.keyboard.press('Control+Enter');
      await expect(pane.getByRole('heading', { name: 'Members (2)' })).toBeVisible();
    });

    await test.step('a key', async () => {
      const pane = page.getByRole('complementary', { name: 'Tenant Harbour Tea' });
      await tabTo(page, pane.getByRole('tab', { name: 'People' }));
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await expect(pane.getByRole('tab', { name: 'API keys' })).toBeFocused();
      await pressOn(page, pane.getByRole('button', { name: 'New key' }));
      await tabTo(page, page.getByRole('dialog').getByRole('textbox', { name: 'Name' }));
      await page.keyboard.type('Till');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: 'Copy the key' })).toBeFocused();
      await pressOn(page, page.getByRole('button', { name: 'I have it' }));
    });

    await test.step('apply', async () => {
      await command(page, 'compare', 'Compare with the server');
      const apply = page.getByRole('button', { name: 'Apply 11 operations' });
      await expect(apply).toBeVisible();
      await pressOn(page, apply);
      await pressOn(
        page,
        page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }),
      );
      await expect(page.getByText('11 operations applied')).toBeVisible();
    });

    await test.step('revoke the key', async () => {
      await command(page, 'till', /Till/);
      const pane = page.getByRole('complementary', { name: 'API key Till' });
      await pressOn(page, pane.getByRole('button', { name: 'Revoke…' }));
      const asking = page.getByRole('dialog', { name: /^Revoke Till/ });
      await pressOn(page, asking.getByRole('button', { name: 'Revoke', exact: true }));
      await expect(pane.getByText('Revoked', { exact: true })).toBeVisible();
    });
  } finally {
    await server.stop();
  }
});

test('U3: every section works at 200 %, and nothing moves for whoever asks for that', async ({
  launch,
}) => {
  const { app, page } = await launch();
  await workOffline(page);
  await page.evaluate(
    (text) => window.mycouch.tenants.importCsv({ text }),
    'key,name\nharbour,Harbour Tea House and Coffee Roastery of the Northern Quays\n',
  );
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(2);
  const sections = page.getByRole('navigation', { name: 'Sections' });
  for (const name of sectionNames) {
    const section = sections.getByRole('button', { name: new RegExp(`^${name}`) });
    await section.press('Enter');
    await expect(page.getByRole('heading', { name, exact: true, level: 1 })).toBeVisible();
    await section.scrollIntoViewIfNeeded();
    const cut = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      // What stands in a header cannot be scrolled to, so all of it has to be in the window.
      const out = [...document.querySelectorAll('main header button, main header input')].filter(
        (element) => {
          const { left, right, width } = element.getBoundingClientRect();
          return width > 0 && (left < 0 || right > clientWidth + 1);
        },
      );
      return [
        ...(scrollWidth > clientWidth ? ['the page is wider than its window'] : []),
        ...out.map((element) => element.getAttribute('aria-label') ?? element.textContent),
      ];
    });
    expect.soft(cut, `${name} at 200 %`).toEqual([]);
    await seen(page, `200 percent ${name}`, false);
  }

  await page.keyboard.press('ControlOrMeta+n');
  await expect(page.getByRole('dialog', { name: 'New tenant' })).toBeVisible();
  const moving = await page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().activeDuration ?? 0) > 20)
        .length,
  );
  expect(moving).toBe(0);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Create tenant' })
    .scrollIntoViewIfNeeded();
  await seen(page, '200 percent new tenant', false);
});
