import { randomBytes } from 'node:crypto';
import type { CouchDbAddress } from '../support/couchdb-address.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

export interface SendOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends a request under one identity; nothing of the product is used here. */
export interface Client {
  readonly url: string;
  readonly send: (method: string, path: string, options?: SendOptions) => Promise<Reply>;
  /** The answer itself, for feeds that do not end. */
  readonly open: (path: string, signal: AbortSignal) => Promise<Response>;
}

const parse = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
};

/** @param headers the identity: an `authorization` or `cookie` header, or nothing for anonymous. */
export const clientWith = (url: string, headers: Readonly<Record<string, string>>): Client => ({
  url,
  open: (path, signal) => fetch(`${url}${path}`, { headers, signal }),
  send: async (method, path, options = {}) => {
    const { body, signal } = options;
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...type, ...headers, ...options.headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    return { status: answer.status, headers: answer.headers, body: parse(await answer.text()) };
  },
});

export const basic = (name: string, password: string): { readonly authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

export const anonymousAt = (server: CouchDbAddress): Client => clientWith(server.url, {});

export const adminAt = (server: CouchDbAddress): Client =>
  clientWith(server.url, basic(server.username, server.password));

export const userAt = (server: CouchDbAddress, name: string, password: string): Client =>
  clientWith(server.url, basic(name, password));

/** A name that no other test and no earlier run uses. */
export const fresh = (stem: string): string => `${stem}-${randomBytes(6).toString('hex')}`;

/** Reads a field of whatever came back; undefined where there is none. */
export const field = (value: unknown, ...path: readonly (string | number)[]): unknown => {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.entries(at).find(([name]) => name === String(step))?.[1];
  }
  return at;
};

/** A field that must be a string. */
export const text = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = field(value, ...path);
  if (typeof found !== 'string') throw new Error(`no text at ${path.join('.')}`);
  return found;
};

/** The fields of whatever came back; none when it is no object. */
export const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
