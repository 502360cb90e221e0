import { useEffect, useEffectEvent } from 'react';

/** Lets Escape close what stands beside a list, wherever the focus is, unless something over it takes the key. */
export function useCloseOnEscape(onClose: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    // What the key has closed already may be gone from the page.
    const gone = event.target instanceof Node && !event.target.isConnected;
    const busy = document.querySelector('[role="dialog"], [role="menu"]') !== null;
    if (!busy && !gone) onClose();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      onKey(event);
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, []);
}
