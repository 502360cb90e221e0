const layers = '[role="dialog"], [role="menu"]';

/** Where to go when what opened a dialog is gone, the nearest first. */
const havens = '.detail button, [role="grid"], main button';

/** What opened a dialog: a menu's item goes with its menu, so that its button stands for it. */
export function openerOf(focused: Element | null): HTMLElement | null {
  const menu = focused?.closest('[role="menu"]')?.id;
  const opener =
    menu === undefined ? focused : document.querySelector(`[aria-controls="${CSS.escape(menu)}"]`);
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

/** Gives the focus back after a dialog, unless it was given somewhere on purpose meanwhile. */
export function giveFocusBack(opener: HTMLElement | null): void {
  const focused = document.activeElement;
  const lost = focused === null || focused === document.body || focused.closest(layers) !== null;
  if (!lost) return;
  const target = opener?.isConnected === true ? opener : document.querySelector(havens);
  if (target instanceof HTMLElement) target.focus();
}
