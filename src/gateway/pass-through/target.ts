import { GatewayError } from '../errors.ts';

/** What a request asks for, read once and strictly; what goes upstream is written anew from it. */
export interface Target {
  /** Decoded parts of the path, without the slashes between; `_design` and `_local` stand alone. */
  readonly path: readonly string[];
  /** Decoded parameters under their first names (`startkey`, not `start_key`); each stands there once. */
  readonly query: ReadonlyMap<string, string>;
}

/** Names that CouchDB takes for the same parameter. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['start_key', 'startkey'],
  ['end_key', 'endkey'],
  ['start_key_doc_id', 'startkey_docid'],
  ['end_key_doc_id', 'endkey_docid'],
]);

/**
 * Reads the target of a request as it came over the wire. Everything that two readers could read differently
 * is refused: another host in it, blanks, a backslash, a fragment, dots, double slashes, what is encoded
 * wrongly, a parameter twice. One slash at the end is taken after a database's name, as clients write it.
 * Error: GatewayError `invalid_request`.
 */
export function parseTarget(url: string): Target {
  if (!/^\/[\x21-\x7e]*$/.test(url) || /[#\\]/.test(url)) throw refused('the address');
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? '' : url.slice(mark + 1);
  return { path: parsePath(path), query: parseQuery(query) };
}

function parsePath(text: string): readonly string[] {
  if (text === '/') return [];
  const raw = text.slice(1).split('/');
  if (raw.length === 2 && raw[1] === '') raw.pop();
  const parts = raw.map((part) => decoded(part, 'the path'));
  if (parts.some((part) => part === '' || part === '.' || part === '..')) throw refused('the path');
  const [database, second, ...rest] = parts;
  if (database === undefined || second === undefined) return parts;
  // One name with a slash in it, as some clients write ids of design and local documents.
  const special = /^(_design|_local)\/(.+)$/s.exec(second);
  return special?.[1] === undefined || special[2] === undefined
    ? parts
    : [database, special[1], special[2], ...rest];
}

function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const sign = pair.indexOf('=');
    const name = inQuery(sign === -1 ? pair : pair.slice(0, sign));
    const known = aliases.get(name) ?? name;
    // An answer that is a script could be read by any page.
    if (query.has(known) || known === 'callback') throw refused(`the parameter “${known}”`);
    query.set(known, sign === -1 ? '' : inQuery(pair.slice(sign + 1)));
  }
  return query;
}

function inQuery(text: string): string {
  return decoded(text.replaceAll('+', ' '), 'the query');
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused(what);
  }
}

function refused(what: string): GatewayError {
  return new GatewayError('invalid_request', {
    reason: `${what.charAt(0).toUpperCase()}${what.slice(1, 100)} cannot be read in one way only.`,
  });
}

/** A path as it goes upstream, each part encoded. */
export function writePath(parts: readonly string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** Parameters as they go upstream, with the question mark; empty where there are none. */
export function writeQuery(query: Iterable<readonly [string, string]>): string {
  const pairs = [...query].map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
