import { pbkdf2Sync, randomBytes } from 'node:crypto';
import type { CouchDbAddress } from './couchdb-address.ts';

/** What `pollute` left on a server; a test asserts that none of it was touched. */
export interface Remains {
  readonly databases: readonly string[];
  readonly users: readonly string[];
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

/**
 * Makes a server look lived in: databases nobody manages (one public, one admin-only, one with a slash in
 * its name, one that looks like a tenant's but is not), hand-made users, a half-provisioned database of an
 * earlier run. Idempotent; leaves what is already there alone.
 */
export const pollute = async (server: CouchDbAddress): Promise<Remains> => {
  const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;
  const send = async (
    method: string,
    path: string,
    body: unknown,
    expected: readonly number[],
  ): Promise<void> => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!expected.includes(answer.status))
      throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
  };

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
  for (const [name, security] of databases) {
    const path = `/${encodeURIComponent(name)}`;
    await send('PUT', path, undefined, [201, 202, 412]);
    if (security !== undefined) await send('PUT', `${path}/_security`, security, [200]);
    await send('PUT', `${path}/found-here`, { made: 'by hand' }, [201, 202, 409]);
  }
  await send('PUT', '/_users', undefined, [201, 202, 412]);
  const users = ['bookkeeper', 'shop_orphan_sync', 'm-ller@example.org'];
  for (const name of users) {
    await send(
      'PUT',
      `/_users/${encodeURIComponent(`org.couchdb.user:${name}`)}`,
      handMadeUser(name),
      [201, 202, 409],
    );
  }
  return { databases: databases.map(([name]) => name), users };
};
