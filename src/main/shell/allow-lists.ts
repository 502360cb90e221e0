import { appOrigin, isOwnAddress } from './origin.ts';

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

interface Kept {
  readonly address: string;
  readonly fileName: string;
  /** Whether somebody clicked or pressed a key for it just now. */
  readonly byPerson: boolean;
}

/** Whether the window may hand over a file: a plan or a list it made itself, asked for by a person. */
export function mayKeep({ address, fileName, byPerson }: Kept): boolean {
  return (
    byPerson &&
    address.startsWith(`blob:${appOrigin}/`) &&
    /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,150}\.(json|jsonl|csv)$/.test(fileName)
  );
}
