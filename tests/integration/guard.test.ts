import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { makeCredential } from '../../src/main/provisioning/password.ts';
import { readRole, rolesFor } from '../../src/shared/naming.ts';
import { guardDesign, guardId } from '../../src/shared/planning/guard.ts';
import { rawClient, type RawClient } from '../support/couchdb-client.ts';

const tenant = randomUUID();
const other = randomUUID();
const database = `/guard-${tenant}`;
let admin: RawClient;
let writer: RawClient;
let reader: RawClient;

const security = (marker: object) =>
  admin('PUT', `${database}/_security`, {
    admins: { names: [], roles: ['_admin'] },
    members: { names: [], roles: [readRole(tenant, 1)] },
    mycouch: {
      tenant,
      generation: 1,
      state: 'active',
      readOnly: false,
      tenantFields: ['tenant_id', 'shopId'],
      ...marker,
    },
  });

const user = async (name: string, roles: readonly string[]): Promise<RawClient> => {
  const { password, hash } = await makeCredential(randomBytes);
  const username = `${name}-${tenant}`;
  const { status } = await admin('PUT', `/_users/org.couchdb.user:${username}`, {
    type: 'user',
    name: username,
    roles,
    password_scheme: 'pbkdf2',
    pbkdf2_prf: 'sha256',
    iterations: hash.iterations,
    salt: hash.salt,
    derived_key: hash.sha256,
  });
  expect(status).toBe(201);
  return rawClient(inject('couchdb'), { username, password });
};

beforeAll(async () => {
  const server = inject('couchdb');
  admin = rawClient(server, server);
  expect((await admin('PUT', `${database}?q=1`)).status).toBe(201);
  await security({});
  expect((await admin('PUT', `${database}/${guardId}`, guardDesign.body)).status).toBe(201);
  writer = await user('writer', rolesFor('write', tenant, 1));
  reader = await user('reader', rolesFor('read', tenant, 1));
  return async () => {
    await admin('DELETE', database);
  };
});

describe('the guard in the server’s own engine', () => {
  it('lets the tenant’s documents pass and nothing else', async () => {
    const put = async (id: string, body: unknown) =>
      (await writer('PUT', `${database}/${id}`, body)).status;
    expect(await put('a', { tenant_id: tenant })).toBe(201);
    expect(await put('b', { shopId: tenant })).toBe(201);
    expect(await put('c', { shopId: other })).toBe(403);
    expect(await put('d', { tenant_id: tenant, shopId: other })).toBe(403);
    expect(await put('e', {})).toBe(403);
    expect((await reader('PUT', `${database}/f`, { tenant_id: tenant })).status).toBe(403);
    expect((await reader('GET', `${database}/a`)).status).toBe(200);
    expect((await admin('PUT', `${database}/g`, {})).status).toBe(201);
  });

  it('lets deletions pass', async () => {
    expect((await writer('PUT', `${database}/gone`, { tenant_id: tenant })).status).toBe(201);
    const { body } = await writer('POST', `${database}/_all_docs`, { keys: ['gone'] });
    const rev = /"rev":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? '';
    expect((await writer('DELETE', `${database}/gone?rev=${rev}`)).status).toBe(200);
  });

  it('follows the marker without a new design document', async () => {
    const status = async () =>
      (await writer('PUT', `${database}/${randomUUID()}`, { tenant_id: tenant })).status;
    expect(await status()).toBe(201);
    await security({ readOnly: true });
    expect(await status()).toBe(403);
    await security({ state: 'suspended' });
    expect(await status()).toBe(403);
    await security({ generation: 2 });
    expect(await status()).toBe(201);
    const kept = randomUUID();
    const put = await writer('PUT', `${database}/${kept}`, { tenant_id: tenant });
    const rev = /"rev":"([^"]+)"/.exec(JSON.stringify(put.body))?.[1] ?? '';
    await security({ overQuota: true });
    expect(await status()).toBe(403);
    expect((await writer('DELETE', `${database}/${kept}?rev=${rev}`)).status).toBe(200);
    await security({ overQuota: false });
    expect(await status()).toBe(201);
    expect((await admin('PUT', `${database}/${randomUUID()}`, {})).status).toBe(201);
  });
});
