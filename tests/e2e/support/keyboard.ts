import type { Locator, Page } from '@playwright/test';

/** Puts the focus on something with the keyboard alone: Tab until it is there. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    await requireVisibleFocus(page);
  }
  throw new Error('The keyboard does not lead there.');
}

export async function pressOn(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Whatever has the focus has to be on screen, and shows it by an outline, a ring or its border. */
async function requireVisibleFocus(page: Page): Promise<void> {
  const unseen = await page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return null;
    const marked = (element: Element | null): boolean => {
      if (element === null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    };
    // A list keeps the focus itself and marks the row that the keys act on.
    const active = focused.getAttribute('aria-activedescendant');
    const acted = active === null ? null : document.querySelector(`#${CSS.escape(active)}`);
    const field = focused.matches('input, textarea, select');
    const { width, height } = focused.getBoundingClientRect();
    const small = width < 2 || height < 2;
    // A hidden input shows by what stands for it, a field by its border's colour.
    const shown =
      marked(focused) ||
      marked(acted) ||
      marked(focused.nextElementSibling) ||
      marked(focused.parentElement);
    return shown || (field && !small) ? null : focused.outerHTML.slice(0, 200);
  });
  if (unseen !== null) throw new Error(`The focus cannot be seen on ${unseen}`);
}
