/** What of a key press decides. */
type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'defaultPrevented' | 'target'
>;

/**
 * Whether a key press is Ctrl+Z (⌘Z) for the window: in a field it takes back letters, and under a dialog
 * nothing is to change.
 */
export function isUndoKey(event: Pressed): boolean {
  if (event.defaultPrevented || event.altKey || event.shiftKey) return false;
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return false;
  if (!(event.target instanceof HTMLElement)) return true;
  return (
    !event.target.matches('input:not([type="checkbox"]), textarea, select') &&
    document.querySelector('[role="dialog"]') === null
  );
}
