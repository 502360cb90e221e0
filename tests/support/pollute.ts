import { pbkdf2Sync, randomBytes } from 'node:crypto';
import type { CouchDbAddress } from './couchdb-address.ts';

/** What `pollute` left on a server; a test asserts that none of it was touched. */
export interface Remains {
  readonly databases: readonly string[];
  readonly users: readonly string[];
  /** The part of it that was not there before. */
  readonly made: { readonly databases: readonly string[]; readonly users: readonly string[] };
}

const handMadeUser = (name: string): Record<string, unknown> => {
  const salt = randomBytes(16).toString('hex');
  return {
    _id: `org.couchdb.user:${name}`,
    name,
    type: 'user',
    roles: ['staff'],
    note: 'made by hand',
    password_scheme: 'pbkdf2',
    pbkdf2_prf: 'sha256',
    iterations: 10,
    salt,
    derived_key: pbkdf2Sync(randomBytes(16), salt, 10, 32, 'sha256').toString('hex'),
  };
};

type Send = (
  method: string,
  path: string,
  body: unknown,
  expected: readonly number[],
) => Promise<{ readonly status: number; readonly etag: string | null }>;

const sender = (server: CouchDbAddress): Send => {
  const credentials = Buffer.from(`${server.username}:${server.password}`).toString('base64');
  return async (method, path, body, expected) => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const { status } = answer;
    if (!expected.includes(status)) throw new Error(`${method} ${path}: ${String(status)} ${text}`);
    return { status, etag: answer.headers.get('etag') };
  };
};

const userPath = (name: string): string =>
  `/_users/${encodeURIComponent(`org.couchdb.user:${name}`)}`;

const closed = {
  admins: { names: [], roles: ['_admin'] },
  members: { names: [], roles: ['staff'] },
};
const open = { admins: { names: [], roles: [] }, members: { names: [], roles: [] } };
const databases: readonly (readonly [string, unknown])[] = [
  ['accounting', closed],
  ['guestbook', open],
  ['archive/2019', closed],
  ['shop_orphan_products', closed],
  ['shop_leftover_sales', undefined],
  ['zz_admin_only', undefined],
];
const users = ['bookkeeper', 'shop_orphan_sync', 'm-ller@example.org'];

/**
 * Makes a server look lived in: databases nobody manages (one public, one admin-only, one with a slash in
 * its name, one that looks like a tenant's but is not), hand-made users, a half-provisioned database of an
 * earlier run. May be called again; what was there before is neither changed nor counted as made here.
 */
export const pollute = async (server: CouchDbAddress): Promise<Remains> => {
  const send = sender(server);
  const made: { databases: string[]; users: string[] } = { databases: [], users: [] };
  for (const [name, security] of databases) {
    const path = `/${encodeURIComponent(name)}`;
    if ((await send('PUT', path, undefined, [201, 202, 412])).status === 412) continue;
    made.databases.push(name);
    if (security !== undefined) await send('PUT', `${path}/_security`, security, [200]);
    await send('PUT', `${path}/found-here`, { made: 'by hand' }, [201, 202]);
  }
  await send('PUT', '/_users', undefined, [201, 202, 412]);
  for (const name of users) {
    const { status } = await send('PUT', userPath(name), handMadeUser(name), [201, 202, 409]);
    if (status !== 409) made.users.push(name);
  }
  return { databases: databases.map(([name]) => name), users, made };
};

/** Takes away what `pollute` itself had made; for servers that live on after the tests. */
export const clean = async (server: CouchDbAddress, { made }: Remains): Promise<void> => {
  const send = sender(server);
  for (const name of made.databases) {
    await send('DELETE', `/${encodeURIComponent(name)}`, undefined, [200, 202, 404]);
  }
  for (const name of made.users) {
    const { etag } = await send('HEAD', userPath(name), undefined, [200, 404]);
    if (etag === null) continue;
    const rev = etag.replaceAll('"', '');
    await send('DELETE', `${userPath(name)}?rev=${rev}`, undefined, [200, 202, 404]);
  }
};
