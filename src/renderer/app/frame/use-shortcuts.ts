import { useEffect, useEffectEvent } from 'react';
import { sections, type Section } from './navigation.tsx';

export type Shortcut =
  | { readonly does: 'new-tenant' }
  | { readonly does: 'search' }
  | { readonly does: 'shortcuts' }
  | { readonly does: 'switch-tenant' }
  | { readonly does: 'palette' }
  | { readonly does: 'section'; readonly section: Section };

/** The key that leads to a section, with the key for commands: its place, and for the settings a comma. */
export function sectionKey(section: (typeof sections)[number]): string {
  return section === 'settings' ? ',' : String(sections.indexOf(section) + 1);
}

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key asks for; null where it asks for nothing of ours. `typing`: the focus is in a field. */
export function shortcutOf(pressed: Pressed, typing: boolean): Shortcut | null {
  if (pressed.altKey) return null;
  // Types nothing, so that it helps in a field too.
  if (pressed.key === 'F1') return { does: 'shortcuts' };
  if (pressed.ctrlKey || pressed.metaKey) {
    const key = pressed.key.toLowerCase();
    if (key === 'n') return { does: 'new-tenant' };
    if (key === 'f') return { does: 'search' };
    if (key === 't') return { does: 'switch-tenant' };
    if (key === 'k') return { does: 'palette' };
    const section = sections.find((name) => sectionKey(name) === key);
    return section === undefined ? null : { does: 'section', section };
  }
  if (typing) return null;
  if (pressed.key === '/') return { does: 'search' };
  return pressed.key === '?' ? { does: 'shortcuts' } : null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}

/** Hears the shortcuts of the frame while no dialog is open. */
export function useShortcuts(enabled: boolean, onShortcut: (shortcut: Shortcut) => void): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (!enabled || event.defaultPrevented) return;
    const shortcut = shortcutOf(event, isTyping(event.target));
    if (shortcut === null) return;
    event.preventDefault();
    onShortcut(shortcut);
  });
  useEffect(() => {
    window.addEventListener('keydown', handle);
    return () => {
      window.removeEventListener('keydown', handle);
    };
  }, []);
}
