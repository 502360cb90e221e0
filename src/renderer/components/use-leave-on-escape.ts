import { useEffectEvent, useLayoutEffect } from 'react';

/**
 * Lets Escape leave a dialog, and nothing else: wherever the focus is, what lies below does not take the same
 * key. What is opened inside the dialog, such as a list to choose from, says by Mantine's attribute that the
 * key is its own.
 */
export function useLeaveOnEscape(listening: boolean, onLeave: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { key, isComposing, target } = event;
    if (key !== 'Escape' || isComposing) return;
    const own = target instanceof Element && target.getAttribute('data-mantine-stop-propagation');
    if (own === 'true') return;
    // By now the dialog may be gone from the page before those below are asked.
    event.preventDefault();
    onLeave();
  });
  // From the moment the dialog is drawn: a quick hand is there before later effects.
  useLayoutEffect(() => {
    if (!listening) return;
    const listen = (event: KeyboardEvent): void => {
      onKey(event);
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => {
      window.removeEventListener('keydown', listen, { capture: true });
    };
  }, [listening]);
}
