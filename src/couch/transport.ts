import type { MyCouchError } from '../shared/errors.ts';
import type { Json } from '../shared/json.ts';

export type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'COPY';

export interface CouchRequest {
  readonly method: Method;
  /** Path segments, each encoded by the transport; `['_users', 'org.couchdb.user:a']`. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: Json;
  readonly signal?: AbortSignal;
  /** Milliseconds until the answer must be whole, for each attempt; the transport has a default. */
  readonly timeout?: number;
  /** Statuses answered instead of thrown, beside 2xx; for example `[404]`. */
  readonly accept?: readonly number[];
  /**
   * True where doing it twice is the same as once, so that it may be repeated after a broken connection
   * or a 5xx. GET and HEAD always are.
   */
  readonly idempotent?: boolean;
  /** True: without signing in, whatever the credentials. */
  readonly anonymous?: boolean;
  /** Asked right before each sending, repeats included; an error is thrown instead of sending. */
  readonly mayGoOn?: () => MyCouchError | null;
}

export interface CouchResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /**
   * Parsed JSON, still to be read by a schema; null where the body is empty. The same text may be answered
   * with the very same value, which is frozen then.
   */
  readonly body: unknown;
}

/** A user name and password of CouchDB. */
export interface CouchCredentials {
  readonly username: string;
  readonly password: string;
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
  /**
   * Signs in anew with other (or again the same) credentials. The only way on after a wrong password,
   * which is remembered and not sent a second time, since CouchDB locks a user out after five.
   */
  readonly replaceCredentials: (credentials: CouchCredentials | null) => void;
  readonly close: () => Promise<void>;
}

/** The part of a transport that operations need; they take this, so that tests can give less. */
export type Requester = Pick<Transport, 'request'>;
