import type { Json } from '../shared/json.ts';

export type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'COPY';

export interface CouchRequest {
  readonly method: Method;
  /** Path segments, each encoded by the transport; `['_users', 'org.couchdb.user:a']`. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: Json;
  readonly signal?: AbortSignal;
  /** Milliseconds until the answer must be whole; the transport has a default. */
  readonly timeout?: number;
  /** Statuses answered instead of thrown, beside 2xx; for example `[404]`. */
  readonly accept?: readonly number[];
}

export interface CouchResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Parsed JSON, still to be read by a schema; null where the body is empty. */
  readonly body: unknown;
}

/**
 * One server, one identity. Keeps connections alive, signs in with a cookie session and renews it once on
 * 401, backs off and repeats on 429 and 5xx and on a broken connection where repeating is safe, and throws
 * a CouchError that has method, path, status, `error` and `reason`, never a credential or a body.
 */
export interface Transport {
  /** Address without credentials and without trailing slash. */
  readonly url: string;
  readonly request: (request: CouchRequest) => Promise<CouchResponse>;
  /** A `fetch` for PouchDB with the same session, renewal and connections; takes absolute addresses of this server. */
  readonly fetch: typeof globalThis.fetch;
  /** Requests sent so far, repeats included. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}
