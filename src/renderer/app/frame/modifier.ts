/** What the key for commands is called on this system. */
export const modifier = navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl';
