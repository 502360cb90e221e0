import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { createTenant, go, workOffline } from './support/drive.ts';
import { expect, test } from './support/launch.ts';

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

    for (const section of ['Plan', 'Activity', 'Settings'] as const) {
      await go(page, section);
      await expectNone(page, section);
    }
    await page.getByRole('main').getByText(theme, { exact: true }).click();
    await expect(page.getByRole('radio', { name: theme })).toBeChecked();
    await expectNone(page, 'theme chosen');
  });
}
