import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/gateway/config.ts';
import { startGateway, type RunningGateway } from '../../src/gateway/start-gateway.ts';
import { systemClock } from '../../src/gateway/system-clock.ts';
import { revocationDocumentId } from '../../src/shared/documents/revocation.ts';
import {
  databaseRole,
  logDatabase,
  operatorRole,
  readRole,
  registryDatabase,
} from '../../src/shared/naming.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient, type RawClient } from '../support/couchdb-client.ts';
import { freePort } from '../support/free-port.ts';
import { sampleKeyDocument, sampleTenantDocument } from '../support/gateway-in-process.ts';
import { startJwtIssuer } from '../support/jwt-issuer.ts';
import { findCouchDb, startCouchDb } from '../support/couchdb-server.ts';

const account = { username: 'gateway-1', password: 'nCw2vQk9Xr7LbT4s' };
const now = '2026-03-01T12:00:00.000Z';
const common = { createdAt: now, createdBy: 'anna', updatedAt: now, updatedBy: 'anna' };
const tokenSchema = z.object({ token: z.string() });
const keysSchema = z.object({
  rows: z.array(
    z.object({ doc: z.object({ kid: z.string(), state: z.string(), public_key: z.string() }) }),
  ),
});

const choice = await findCouchDb({ ...process.env, COUCHDB_URL: '' });

let server: CouchDbServer;
let admin: RawClient;
let folder: string;
let gateway: RunningGateway;
const tenant = sampleTenantDocument(now);
const { tenant_id: tenantId } = tenant;

const waitFor = async (what: string, done: () => Promise<boolean>): Promise<number> => {
  const begun = performance.now();
  while (!(await done())) {
    if (performance.now() - begun > 15_000) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - begun;
};
const put = async (path: string, body: object): Promise<void> => {
  const { status } = await admin('PUT', path, body);
  if (status >= 300) throw new Error(`${path}: ${String(status)}`);
};
const secured = async (database: string, roles: readonly string[]): Promise<void> => {
  await put(`/${database}`, {});
  await put(`/${database}/_security`, {
    admins: { names: [], roles: ['_admin'] },
    members: { names: [], roles },
  });
};
const post = async (path: string, body: object | null, token?: string) => {
  const answer = await fetch(`${gateway.address}${path}`, {
    method: 'POST',
    headers: {
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  const json: unknown = await answer.json();
  return { status: answer.status, json };
};
const exchange = async (key: string, more: object = {}): Promise<string> =>
  tokenSchema.parse((await post('/auth/token', { api_key: key, ...more })).json).token;
const atCouchDb = async (path: string, token: string, method = 'GET', body?: object) => {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.arrayBuffer();
  return answer.status;
};
const addKey = async (): Promise<{ key: string; keyId: string }> => {
  const { key, keyId, document } = sampleKeyDocument(new Date().toISOString(), tenantId);
  await put(`/${registryDatabase}/${document._id}`, document);
  await waitFor('the key in memory', async () => {
    const { status } = await post('/auth/token', { api_key: key });
    return status === 200;
  });
  return { key, keyId };
};
const publicKeys = async () =>
  keysSchema
    .parse(
      (
        await admin(
          'GET',
          `/${registryDatabase}/_all_docs?include_docs=true&startkey="signingkey_"&endkey="signingkey_z"`,
        )
      ).body,
    )
    .rows.map(({ doc }) => doc);
/** What the console's plan does with a public key. */
const install = async ({ kid, public_key }: { kid: string; public_key: string }) => {
  const pem = public_key.trim().replaceAll('\n', '\\n');
  const answer = await admin('PUT', `/_node/_local/_config/jwt_keys/ec:${kid}`, pem);
  expect(answer.status).toBe(200);
};

describe.runIf(choice.kind === 'private')('a token made from an API key', () => {
  beforeAll(async () => {
    server = await startCouchDb(choice);
    admin = rawClient(server, server);
    await startJwtIssuer(server);
    for (const name of [registryDatabase, logDatabase]) {
      await secured(name, ['_admin', operatorRole]);
    }
    await put(`/_users/org.couchdb.user:${account.username}`, {
      name: account.username,
      type: 'user',
      roles: [operatorRole],
      password: account.password,
    });
    await put(`/${registryDatabase}/${tenant._id}`, tenant);
    for (const name of ['products', 'sales']) {
      await secured(`shop_acme_${name}`, [readRole(tenantId, 1), databaseRole(tenantId, 1, name)]);
    }
    folder = await mkdtemp(join(tmpdir(), 'mycouch-gateway-'));
    const reading = readConfig(
      {
        GATEWAY_URL: 'https://gateway.example.org',
        GATEWAY_NAME: 'g1',
        GATEWAY_PORT: String(await freePort()),
        GATEWAY_DATA: folder,
        GATEWAY_CONFIG: 'gateway.json',
        COUCHDB_URL: server.url,
        COUCHDB_USER: account.username,
        COUCHDB_PASSWORD: account.password,
      },
      () => JSON.stringify({ tokens: { settleSeconds: 0 }, limits: { signIn: { perMinute: 0 } } }),
    );
    if (!reading.ok) throw new Error(JSON.stringify(reading.refusals));
    gateway = await startGateway({
      config: reading.config,
      version: '0.0.0',
      log: pino({ level: 'silent' }),
      clock: systemClock,
      random: Math.random,
      uuid: randomUUID,
    });
    let first: Awaited<ReturnType<typeof publicKeys>>[number] | undefined;
    await waitFor('a key in the registry', async () => {
      [first] = await publicKeys();
      return first !== undefined;
    });
    if (first !== undefined) await install(first);
    await waitFor('the key in use', async () =>
      (await publicKeys()).some(({ state }) => state === 'active'),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('opens the tenant’s databases at CouchDB itself, and only what it was narrowed to', async () => {
    const { key } = await addKey();
    const whole = await exchange(key);
    expect(await atCouchDb('/shop_acme_products', whole)).toBe(200);
    expect(await atCouchDb('/shop_acme_sales', whole)).toBe(200);
    expect(await atCouchDb('/shop_acme_products/d1', whole, 'PUT', {})).toBe(201);
    for (const path of [`/${registryDatabase}`, '/_users/_all_docs', '/_node/_local/_config']) {
      expect([401, 403]).toContain(await atCouchDb(path, whole));
    }
    const narrow = await exchange(key, { databases: ['products'], access: 'read' });
    expect(await atCouchDb('/shop_acme_products', narrow)).toBe(200);
    expect(await atCouchDb('/shop_acme_sales', narrow)).toBe(403);
  });

  it('is refused in every forged form, at the gateway and at CouchDB', async () => {
    const { key } = await addKey();
    const token = await exchange(key);
    const claims = decodeJwt(token);
    const { kid = '' } = decodeProtectedHeader(token);
    const [known] = await publicKeys();
    const forged = [
      new UnsecuredJWT({ ...claims }).encode(),
      await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256', kid })
        .sign(new TextEncoder().encode(known?.public_key ?? '')),
      `${token.slice(0, -6)}AAAAAA`,
      token.replace(/^[^.]+/, Buffer.from('{"alg":"ES256","kid":"k1"}').toString('base64url')),
    ];
    for (const one of forged) {
      expect(await post('/auth/refresh', null, one)).toMatchObject({
        status: 401,
        json: { code: 'token_invalid' },
      });
      expect(await atCouchDb('/shop_acme_products', one)).toBeGreaterThanOrEqual(400);
    }
  });

  it('is of no use at the gateway within a second after its key was revoked', async () => {
    const { key, keyId } = await addKey();
    const token = await exchange(key);
    await put(`/${registryDatabase}/${revocationDocumentId(keyId)}`, {
      type: 'revocation',
      key_id: keyId,
      tenant_id: tenantId,
      reason: '',
      ...common,
    });
    const refused = await waitFor(
      'the refusal',
      async () => (await post('/auth/token', { api_key: key })).status === 401,
    );
    expect(refused).toBeLessThan(1_000);
    expect(await post('/auth/refresh', null, token)).toMatchObject({
      status: 401,
      json: { code: 'access_withdrawn' },
    });
  });

  it('is ended by its holder', async () => {
    const { key } = await addKey();
    const token = await exchange(key);
    expect(await post('/auth/revoke', null, token)).toMatchObject({ status: 200 });
    expect(await post('/auth/refresh', null, token)).toMatchObject({
      json: { code: 'token_revoked' },
    });
  });

  it('is never refused while signing keys are replaced, under traffic', async () => {
    const { key } = await addKey();
    let going = true;
    const failures: string[] = [];
    const kids = new Set<string>();
    let good = 0;
    let held = await exchange(key);
    const traffic = Array.from({ length: 4 }, async () => {
      while (going) {
        const token = good % 5 === 0 ? await exchange(key) : held;
        held = token;
        kids.add(decodeProtectedHeader(token).kid ?? '');
        const direct = await atCouchDb('/shop_acme_products', token);
        const refreshed = await post('/auth/refresh', null, token);
        if (direct !== 200 || refreshed.status !== 200) {
          failures.push(`${String(direct)} ${JSON.stringify(refreshed)}`);
        }
        good += 1;
      }
    });
    for (let round = 0; round < 2; round += 1) {
      await gateway.rotate();
      const next = (await publicKeys()).find(({ state }) => state === 'next');
      if (next === undefined) throw new Error('no next key');
      await install(next);
      await waitFor('the next key in use', async () =>
        (await publicKeys()).some(({ kid, state }) => kid === next.kid && state === 'active'),
      );
      const before = good;
      await waitFor('traffic by it', () => Promise.resolve(good > before + 20));
    }
    going = false;
    await Promise.all(traffic);
    expect(failures).toEqual([]);
    expect(kids.size).toBe(3);
    expect((await publicKeys()).filter(({ state }) => state === 'retiring')).toHaveLength(2);
  });
});
