import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const themes = ['light', 'dark'] as const;

/** What is never in a picture, though nobody could use these. */
const secretIds = ['revealed-password', 'new-key', 'invitation-secret'];

/** Where pictures of every screen go; none are taken where it is not set. */
const pictures = process.env['MYCOUCH_E2E_EVERY_SCREEN'];

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
  await page.evaluate(async () => {
    // Chromium leaves some inherited colours as they were when only the theme's attribute has changed.
    const { style } = document.documentElement;
    style.display = 'none';
    document.documentElement.getBoundingClientRect();
    style.removeProperty('display');
    // What begins with a change of style begins with the frame after it.
    for (let frame = 0; frame < 2; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await Promise.all(
      document.getAnimations().map((animation) => animation.finished.catch(() => null)),
    );
  });
}

/**
 * Looks at what is on screen in both themes, expects no automated finding in either, and takes the pictures
 * for the documents where they are wanted. The window has to follow the system's theme.
 * @param pictured false where the window is enlarged, since a picture would show a part of it
 */
export async function seen(page: Page, name: string, pictured = true): Promise<void> {
  // What the pointer rests on shows its name outside every region.
  await page.mouse.move(0, 0);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    await settled(page);
    expect.soft(await findings(page), `${name}, ${theme}`).toEqual([]);
    if (pictures === undefined || !pictured) continue;
    await mkdir(pictures, { recursive: true });
    const file = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const secrets = secretIds.map((id) => page.getByTestId(id));
    await page.screenshot({
      path: join(pictures, `${file}-${theme}.png`),
      mask: secrets,
      maskColor: '#808080',
    });
  }
}
