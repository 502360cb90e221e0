/** Where to go when what opened a dialog is gone, the nearest first. */
const havens = '.detail button, [role="grid"], main button';

/**
 * Gives the focus back after a dialog, unless it was given somewhere on purpose meanwhile, as to a dialog that
 * was opened before this one had closed.
 * @param closing the dialog, which may be in the window still
 */
export function giveFocusBack(opener: Element | null, closing: Element | null): void {
  const focused = document.activeElement;
  const lost =
    focused === null ||
    focused === document.body ||
    focused.closest('[role="menu"]') !== null ||
    closing?.contains(focused) === true;
  if (!lost) return;
  const there = opener?.isConnected === true && opener !== document.body;
  const target = there ? opener : document.querySelector(havens);
  if (target instanceof HTMLElement) target.focus();
}
