/** Links from other programs, and to places in the window. */
export const linkWords = {
  copy: 'Copy link',
  copyHere: 'Copy link to this section',
  copied: 'Link copied',
  nowhereTitle: 'A link led nowhere',
  nowhere: {
    'no-link': () => 'It names no place of this console.',
    'no-tenant': (tenant: string) =>
      `There is no tenant ${tenant} here. It may belong to another server, or not be on this device yet.`,
    'several-tenants': (tenant: string) =>
      `More than one tenant has the key ${tenant}. Look for it in the list.`,
  },
  waitsTitle: 'A link was opened',
  waits: 'It leads away from the dialog that is open.',
  follow: 'Follow the link',
} as const;
