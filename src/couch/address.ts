import { ConsoleError } from '../shared/errors.ts';

/** A server's address taken apart. */
export interface ServerAddress {
  /** Scheme, host and port; the host as it is looked up, so in punycode where it is not ASCII. */
  readonly origin: string;
  /** Path in front of CouchDB's own, for one behind a proxy; empty or `/…` without trailing slash. */
  readonly prefix: string;
  /** `origin` and `prefix`: the address to show and store. */
  readonly url: string;
}

/** What a reader does not see, or sees as something else than a machine does. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]/u;
const wellFormed = /^https?:\/\/(?<authority>[^/\\?#]+)(?<path>[^\\]*)$/iu;

/**
 * Reads the address of a server as somebody typed it. Only http and https; an address with a user name or
 * password in it is refused, since addresses end up in logs and lists; so is one with a query or fragment,
 * and one that a person and a machine may read differently (a backslash, an `@`, something invisible).
 */
export function parseServerAddress(text: string): ServerAddress {
  const trimmed = text.trim();
  if (invisible.test(trimmed)) {
    throw refused(
      'The address has a blank or an invisible character in it.',
      'Type it by hand instead of pasting it.',
    );
  }
  if (!URL.canParse(trimmed)) {
    throw URL.canParse(`https://${trimmed}`)
      ? schemeMissing()
      : refused('This is no address.', 'Enter one such as http://127.0.0.1:5984.');
  }
  const url = new URL(trimmed);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw schemeMissing();
  }
  const authority = wellFormed.exec(trimmed)?.groups?.['authority'];
  if (authority === undefined) {
    throw refused(
      'The address is not written as one address is.',
      'Enter one such as http://127.0.0.1:5984: two slashes, the host, no backslash.',
    );
  }
  if (url.username !== '' || url.password !== '' || authority.includes('@')) {
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

/** Whether everything sent to an address, passwords too, can be read on the way: http to another machine. */
export function travelsInClear(address: ServerAddress): boolean {
  const { protocol, hostname } = new URL(address.origin);
  return protocol === 'http:' && !isThisMachine(hostname);
}

function isThisMachine(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
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
