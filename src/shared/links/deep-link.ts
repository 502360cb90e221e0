/** The scheme by which other programs lead to a place in the console's window. */
export const linkScheme = 'mycouch';

/** Sections of the window by their names in links; these names are kept for good. */
export const linkSections = [
  'overview',
  'tenants',
  'people',
  'keys',
  'plan',
  'drift',
  'conflicts',
  'activity',
  'sync',
  'settings',
] as const;
export type LinkSection = (typeof linkSections)[number];

/** Parts of a tenant by their names in links. */
export const linkParts = ['people', 'databases', 'keys', 'activity', 'server'] as const;
export type LinkPart = (typeof linkParts)[number];

/** Where a link leads, before anybody has looked whether it is there. */
export type LinkPlace =
  | { readonly to: 'section'; readonly section: LinkSection }
  | {
      readonly to: 'tenant';
      /** Its key or its uuid. */
      readonly tenant: string;
      /** Null: its first part. */
      readonly part: LinkPart | null;
    };

/** Longer is no link of ours: a tenant's uuid with its longest part fits several times. */
const longest = 120;
const sectionForm = /^mycouch:\/\/([a-z]{1,20})\/?$/;
const tenantForm = /^mycouch:\/\/tenant\/([0-9a-z][0-9a-z-]{1,40})(?:\/([a-z]{1,20}))?\/?$/;

/**
 * Reads `mycouch://SECTION` or `mycouch://tenant/KEY-OR-UUID[/PART]`, with a slash at its end or without.
 * Everything else is null: a query, a fragment, an escape, a port or a name that is not known. A link is a
 * place to look at and never something to do.
 */
export function parseLink(text: string): LinkPlace | null {
  if (text.length > longest) return null;
  const [, tenant, partName] = tenantForm.exec(text) ?? [];
  if (tenant !== undefined) {
    if (partName === undefined) return { to: 'tenant', tenant, part: null };
    const part = linkParts.find((one) => one === partName);
    return part === undefined ? null : { to: 'tenant', tenant, part };
  }
  const [, name] = sectionForm.exec(text) ?? [];
  const section = linkSections.find((one) => one === name);
  return section === undefined ? null : { to: 'section', section };
}

/** The link to a place. */
export function formatLink(place: LinkPlace): string {
  if (place.to === 'section') return `${linkScheme}://${place.section}`;
  const part = place.part === null ? '' : `/${place.part}`;
  return `${linkScheme}://tenant/${place.tenant}${part}`;
}

/** Whether an argument of a process claims to be a link, whatever it says. */
export function isLinkArgument(argument: string): boolean {
  return argument.toLowerCase().startsWith(`${linkScheme}:`);
}
