import { randomBytes, pbkdf2Sync } from 'node:crypto';
import { afterAll, describe, inject, test } from 'vitest';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { adminAt, anonymousAt, fresh, userAt, type Client } from './client.ts';

/** A server with what the facts need: its identities, and databases and users that go away afterwards. */
export interface Bench {
  readonly server: CouchDbAddress;
  readonly admin: Client;
  readonly anonymous: Client;
  /** Has a database or user document that a test made by itself removed at the end. */
  readonly removeLater: (path: string) => void;
  /** Makes a database and returns its path. */
  readonly database: (security?: unknown) => Promise<string>;
  /** Makes a user from a ready-made hash (ten iterations, SHA-256) and returns a client that speaks for it. */
  readonly user: (
    roles: readonly string[],
  ) => Promise<Client & { readonly name: string; readonly password: string }>;
}

export interface Profile {
  /** Whether the practice server is held to it as well. */
  readonly practice: boolean;
}

export type Fact = (name: string, profile: Profile, check: (bench: Bench) => Promise<void>) => void;

/** The hash of a password as a user document carries it. */
export const hashFields = (
  password: string,
  prf: 'sha1' | 'sha256',
  iterations = 10,
): Record<string, unknown> => {
  const salt = randomBytes(16).toString('hex');
  const bytes = prf === 'sha1' ? 20 : 32;
  const key = pbkdf2Sync(password, salt, iterations, bytes, prf).toString('hex');
  const fields = { password_scheme: 'pbkdf2', iterations, salt, derived_key: key };
  return prf === 'sha1' ? fields : { ...fields, pbkdf2_prf: prf };
};

export const members = (...roles: readonly string[]): Readonly<Record<string, unknown>> => ({
  admins: { names: [], roles: [] },
  members: { names: [], roles },
});

const createBench = (server: CouchDbAddress, made: string[]): Bench => {
  const admin = adminAt(server);
  return {
    server,
    admin,
    anonymous: anonymousAt(server),
    removeLater: (path) => {
      made.push(path);
    },
    database: async (security) => {
      const path = `/${fresh('contract')}`;
      const created = await admin.send('PUT', `${path}?q=1`);
      if (created.status !== 201) throw new Error(`no database: ${String(created.status)}`);
      made.push(path);
      if (security !== undefined) {
        const secured = await admin.send('PUT', `${path}/_security`, { body: security });
        if (secured.status !== 200) throw new Error(`no security: ${String(secured.status)}`);
      }
      return path;
    },
    user: async (roles) => {
      const name = fresh('contract');
      const password = randomBytes(16).toString('hex');
      const path = `/_users/org.couchdb.user:${name}`;
      const body = { name, type: 'user', roles, ...hashFields(password, 'sha256') };
      const created = await admin.send('PUT', path, { body });
      if (created.status !== 201) throw new Error(`no user: ${String(created.status)}`);
      made.push(path);
      return { ...userAt(server, name, password), name, password };
    },
  };
};

/** Removes a database or a user; the revision of a user may have moved by a re-hash on the server. */
const remove = async (admin: Client, path: string): Promise<void> => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const found = path.startsWith('/_users/') ? await admin.send('HEAD', path) : undefined;
    const etag = found?.headers.get('etag')?.replaceAll('"', '');
    const { status } = await admin.send(
      'DELETE',
      etag === undefined ? path : `${path}?rev=${etag}`,
    );
    if (status === 200 || status === 202 || status === 404) return;
  }
};

/**
 * Declares facts about CouchDB once and checks them on every server at hand. A fact that the practice server
 * does not offer (`practice: false`) is checked on real ones only.
 */
export const describeFacts = (title: string, declare: (fact: Fact) => void): void => {
  for (const server of inject('couchdbs')) {
    describe(`${title} (${server.kind} ${server.version})`, () => {
      const made: string[] = [];
      const bench = createBench(server, made);
      afterAll(async () => {
        for (const path of made) await remove(bench.admin, path);
      });
      declare((name, profile, check) => {
        test.skipIf(server.kind === 'practice' && !profile.practice)(name, () => check(bench));
      });
    });
  }
};
