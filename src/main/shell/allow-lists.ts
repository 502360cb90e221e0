import { isOwnAddress } from './origin.ts';

/** Sites whose pages the console itself links to; opened in the system's browser. */
const documentationHosts: ReadonlySet<string> = new Set(['docs.couchdb.org']);

/** Whether a link may be handed to the system's browser: https, a known host, no credentials, no port. */
export function mayOpenExternally(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === 'https:' &&
    documentationHosts.has(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}

/** Whether the window's session may load an address: its own pages, and the inspector's while developing. */
export function mayLoad(address: string, developing: boolean): boolean {
  if (isOwnAddress(address)) return true;
  return developing && address.startsWith('devtools://devtools/');
}
