/** The scheme of the window's own pages; registered as privileged before the app is ready. */
export const appScheme = 'app';

/** The one host of the scheme, so that the pages have an origin of their own. */
const appHost = 'console';

export const appOrigin = `${appScheme}://${appHost}`;

/** The only document the window ever shows. */
export const startUrl = `${appOrigin}/index.html`;

/**
 * Whether an address lies on the console's own origin. `URL.origin` is "null" for schemes Node does not
 * know, so scheme and host are compared; an address with credentials or a port is none of ours.
 */
export function isOwnAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === `${appScheme}:` &&
    url.hostname === appHost &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}
