import type { IncomingHttpHeaders } from 'node:http';
import type { Accounts } from './accounts.ts';
import type { Catalog } from './catalog.ts';
import type { Configuration } from './configuration.ts';
import { PracticeFailure } from './failure.ts';
import { parseJson } from './json.ts';
import type { Identity } from './security.ts';

/** What all routes work on. */
export interface Practice {
  readonly catalog: Catalog;
  readonly accounts: Accounts;
  readonly configuration: Configuration;
  readonly settings: {
    readonly maxDocumentBytes: number;
    readonly sessionSeconds: number;
  };
}

/** A request after sign-in, with its path taken apart. */
export interface Exchange {
  readonly practice: Practice;
  readonly identity: Identity;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Address of this server as the client wrote it, without trailing slash. */
  readonly origin: string;
  /** The whole body. Errors: 413. */
  readonly readBody: () => Promise<Buffer>;
  /** Aborts when the client goes away or the server stops. */
  readonly signal: AbortSignal;
}

export type Headers = Readonly<Record<string, string>>;

/** Sends a piece of a streamed body; false once nobody listens any more. */
export type Write = (chunk: string) => Promise<boolean>;

export type Answer =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers: Headers;
    }
  | {
      readonly kind: 'bytes';
      readonly status: number;
      readonly body: Buffer;
      readonly headers: Headers;
    }
  | { readonly kind: 'stream'; readonly run: (write: Write) => Promise<void> };

export const json = (status: number, body: unknown, headers: Headers = {}): Answer => ({
  kind: 'json',
  status,
  body,
  headers,
});

/** Errors: 405 with the methods that are allowed. */
export const methodNotAllowed = (...allowed: readonly string[]): PracticeFailure =>
  new PracticeFailure(405, 'method_not_allowed', `Only ${allowed.join(',')} allowed`);

/** The body as JSON, with CouchDB's demand for the content type. Errors: 400, 413, 415. */
export const readJson = async (exchange: Exchange, anyType = false): Promise<unknown> => {
  const type = exchange.headers['content-type'] ?? '';
  if (!anyType && !type.startsWith('application/json')) {
    throw new PracticeFailure(415, 'bad_content_type', 'Content-Type must be application/json');
  }
  return parseJson(await exchange.readBody());
};
