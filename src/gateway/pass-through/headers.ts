import type { IncomingHttpHeaders } from 'node:http';
import type { ServerAddress } from '../../couch/address.ts';
import { GatewayError } from '../errors.ts';

/** Everything else that a client sends stays here: credentials, cookies, proxies' headers, hop-by-hop ones. */
const requestHeaders = [
  'accept',
  'accept-encoding',
  'content-type',
  'content-encoding',
  'content-md5',
  'if-match',
  'if-none-match',
  'if-range',
  'range',
  'last-event-id',
  'x-couchdb-full-commit',
] as const;

/** Of an answer, `location` beside these, which is written anew. */
const answerHeaders = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-md5',
  'content-range',
  'accept-ranges',
  'etag',
  'last-modified',
  'retry-after',
  'www-authenticate',
  'x-couch-request-id',
  'x-couchdb-body-time',
] as const;

/** Headers with which CouchDB, or a proxy before it, would take a request for another one. */
const overriding = ['x-http-method-override', 'x-http-method', 'x-method-override'] as const;

/** Refuses requests that say two things. Error: GatewayError `invalid_request`. */
export function checkHeaders(headers: IncomingHttpHeaders): void {
  for (const name of overriding) {
    if (headers[name] !== undefined) {
      throw new GatewayError('invalid_request', { reason: `“${name}” is not taken here.` });
    }
  }
  if (headers['content-length'] !== undefined && headers['transfer-encoding'] !== undefined) {
    throw new GatewayError('invalid_request', { reason: 'The body has two lengths.' });
  }
}

/** What of the client's headers goes upstream. */
export function headersUpstream(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of requestHeaders) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}

/** What of CouchDB's headers goes to the client. */
export function headersDown(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  places: { readonly upstream: ServerAddress; readonly gateway: string },
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of answerHeaders) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  // May be kept by the client itself, and asked about each time.
  if (kept['etag'] !== undefined) kept['cache-control'] = 'private, no-cache';
  const location = headers['location'];
  const moved = typeof location === 'string' ? locationDown(location, places) : null;
  if (moved !== null) kept['location'] = moved;
  return kept;
}

/** An address of CouchDB's as the gateway's; null where it is none of CouchDB's. */
function locationDown(
  location: string,
  { upstream, gateway }: { readonly upstream: ServerAddress; readonly gateway: string },
): string | null {
  if (!URL.canParse(location, upstream.origin)) return null;
  const { pathname, search } = new URL(location, upstream.origin);
  const path = pathname.startsWith(`${upstream.prefix}/`)
    ? pathname.slice(upstream.prefix.length)
    : pathname;
  return `${gateway}${path}${search}`;
}
