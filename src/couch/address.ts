import { ConsoleError } from '../shared/errors.ts';

/** A server's address taken apart. */
export interface ServerAddress {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path in front of CouchDB's own, for one behind a proxy; empty or `/…` without trailing slash. */
  readonly prefix: string;
  /** `origin` and `prefix`: the address to show and store. */
  readonly url: string;
}

/**
 * Reads the address of a server as somebody typed it. Only http and https; an address with a user name or
 * password in it is refused, since addresses end up in logs and lists; so is one with a query or fragment.
 */
export function parseServerAddress(text: string): ServerAddress {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) {
    throw URL.canParse(`https://${trimmed}`)
      ? schemeMissing()
      : refused('This is no address.', 'Enter one such as http://127.0.0.1:5984.');
  }
  const url = new URL(trimmed);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw schemeMissing();
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(
      'The address has a user name or password in it.',
      'Enter the address alone, and user name and password in their own fields.',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw refused('The address has a query or fragment.', 'Leave out what follows ? or #.');
  }
  const prefix = url.pathname.replace(/\/+$/, '').replace(/\/_utils$/, '');
  return { origin: url.origin, prefix, url: `${url.origin}${prefix}` };
}

function schemeMissing(): ConsoleError<'address-invalid'> {
  return refused(
    'The address must begin with http:// or https://.',
    'Enter one such as https://couch.example.org:6984 or http://127.0.0.1:5984.',
  );
}

function refused(message: string, remedy: string): ConsoleError<'address-invalid'> {
  return new ConsoleError('address-invalid', message, { remedy });
}
