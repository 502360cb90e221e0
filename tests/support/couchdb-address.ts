export type CouchDbKind = 'external' | 'private' | 'practice';

/** Where a server is and how its administrator signs in; serializable, so that vitest can provide it. */
export interface CouchDbAddress {
  readonly kind: CouchDbKind;
  /** Without credentials and without a trailing slash. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly version: string;
}

/** A server for tests. What an external server cannot do (`restart`, `kill`) is absent. */
export interface CouchDbServer extends CouchDbAddress {
  /** Ends exactly the processes this helper started and removes their folder. */
  stop(): Promise<void>;
  /** Stops the server if it runs, and starts it again on the same address with the same data. */
  readonly restart?: () => Promise<void>;
  /** Ends the server without any warning (SIGKILL); `restart` brings it back. */
  readonly kill?: () => Promise<void>;
  /** Copies the data folder while the server runs; the answer stops it, puts the copy back and starts it. */
  readonly backUp?: () => Promise<() => Promise<void>>;
}

/** Reads the version from the welcome document; fails when the administrator cannot sign in. */
export const readVersion = async (
  url: string,
  username: string,
  password: string,
): Promise<string> => {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answer = await fetch(`${url}/`, { headers: { authorization } });
  const welcome: unknown = await answer.json();
  if (typeof welcome === 'object' && welcome !== null && 'version' in welcome) {
    if (typeof welcome.version === 'string') return welcome.version;
  }
  throw new Error(`no CouchDB welcome at ${url} (status ${String(answer.status)})`);
};
