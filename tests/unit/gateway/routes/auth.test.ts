import { createPublicKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader, importPKCS8, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { revocationDocumentId } from '../../../../src/shared/documents/revocation.ts';
import { claimsSchema } from '../../../../src/gateway/tokens/claims.ts';
import { keyFileSchema } from '../../../../src/gateway/tokens/key-states.ts';
import {
  gatewayScene,
  gatewayUrl,
  type GatewayScene,
} from '../../../support/gateway-in-process.ts';

const answerSchema = z.object({ token: z.string(), expires_in: z.number() });

let scene: GatewayScene;
beforeEach(async () => {
  scene = await gatewayScene();
});
afterEach(async () => {
  await scene.close();
});

const post = async (url: string, body?: object, token?: string) => {
  const answer = await scene.app.inject({
    method: 'POST',
    url,
    ...(body === undefined ? {} : { payload: body }),
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
  const json: unknown = answer.json();
  return { status: answer.statusCode, json, headers: answer.headers };
};
const exchange = async (key: string, more: object = {}): Promise<string> => {
  const { status, json } = await post('/auth/token', { api_key: key, ...more });
  expect(status).toBe(200);
  return answerSchema.parse(json).token;
};
const ownKey = async () => {
  const text = await readFile(join(scene.folder, 'signing-keys.json'), 'utf8');
  const [key] = keyFileSchema.parse(JSON.parse(text)).keys;
  if (key === undefined) throw new Error('no key');
  const privateKey = await importPKCS8(key.privateKey ?? '', 'ES256');
  return { kid: key.kid, pem: key.publicKey, key: privateKey };
};

describe('POST /auth/token with an API key', () => {
  it('makes a token with the claims and roles of the key’s tenant', async () => {
    const tenant = scene.tenant({ epoch: 3 });
    const { key, document } = scene.key(tenant.tenant_id);
    const claims = claimsSchema.parse(decodeJwt(await exchange(key)));
    expect(claims).toMatchObject({
      iss: gatewayUrl,
      sub: `apikey:${document.key_id}`,
      tenant_id: tenant.tenant_id,
      epoch: 3,
      access: 'write',
      key_id: document.key_id,
      '_couchdb.roles': [`t:${tenant.tenant_id}:3`, `t:${tenant.tenant_id}:3:w`],
    });
    expect(claims.exp - claims.iat).toBe(3600);
    expect(scene.registry.counted.get(document.key_id)).toBe(1);
  });

  it('gives a key of some databases a role for each of them, and never the tenant’s own', async () => {
    const tenant = scene.tenant();
    const { key } = scene.key(tenant.tenant_id, {
      scopes: { access: 'read', databases: ['products', 'sales'] },
    });
    const claims = decodeJwt(await exchange(key));
    const start = `t:${tenant.tenant_id}:1:d:`;
    expect(claims['_couchdb.roles']).toEqual([`${start}products`, `${start}sales`]);
    const narrow = decodeJwt(await exchange(key, { databases: ['sales'] }));
    expect(narrow['_couchdb.roles']).toEqual([`${start}sales`]);
    for (const more of [{ databases: ['users'] }, { access: 'write' }]) {
      const { status, json } = await post('/auth/token', { api_key: key, ...more });
      expect([status, json]).toMatchObject([403, { code: 'scope_exceeded' }]);
    }
  });

  it('ends the token with the key', async () => {
    const { tenant_id } = scene.tenant();
    const end = new Date(scene.clock.now().getTime() + 90_500).toISOString();
    const { key } = scene.key(tenant_id, { expiresAt: end });
    const { json } = await post('/auth/token', { api_key: key });
    expect(answerSchema.parse(json).expires_in).toBe(90);
  });

  it.each([
    [
      'a typo',
      (key: string) => `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`,
      'key_malformed',
    ],
    ['no key at all', () => 'sk_abcdefghijkl', 'key_malformed'],
    ['an unknown key', () => 'myc_000000000000_0000000000000000000000', 'key_malformed'],
  ])('refuses %s', async (_what, change, code) => {
    const { key } = scene.key(scene.tenant().tenant_id);
    const { status, json, headers } = await post('/auth/token', { api_key: change(key) });
    expect([status, json]).toMatchObject([401, { error: 'unauthorized', code }]);
    expect(headers['www-authenticate']).toContain('Bearer');
  });

  it('refuses keys that are revoked, disabled, expired, or of a suspended tenant', async () => {
    const tenant = scene.tenant();
    const revoked = scene.key(tenant.tenant_id);
    const common = revoked.document;
    scene.registry.put({
      _id: revocationDocumentId(common.key_id),
      type: 'revocation',
      key_id: common.key_id,
      tenant_id: tenant.tenant_id,
      reason: '',
      createdAt: common.createdAt,
      createdBy: 'anna',
      updatedAt: common.updatedAt,
      updatedBy: 'anna',
    });
    const keys = [
      revoked.key,
      scene.key(tenant.tenant_id, { enabled: false }).key,
      scene.key(tenant.tenant_id, { expiresAt: scene.now() }).key,
    ];
    for (const key of keys) {
      expect(await post('/auth/token', { api_key: key })).toMatchObject({
        status: 401,
        json: { code: 'key_refused' },
      });
    }
    const other = scene.tenant({ enabled: false });
    expect(await post('/auth/token', { api_key: scene.key(other.tenant_id).key })).toMatchObject({
      status: 403,
      json: { code: 'tenant_inactive' },
    });
  });

  it('takes the key from the header as well, and nothing but what it knows from the body', async () => {
    const { key } = scene.key(scene.tenant().tenant_id);
    expect((await post('/auth/token', undefined, key)).status).toBe(200);
    for (const body of [{}, { api_key: key, token: 'x' }, { api_key: key, tenant_id: 'x' }, [1]]) {
      const { status } = await post('/auth/token', body);
      expect([400, 401]).toContain(status);
    }
  });

  it('makes nothing by a registry that is too old', async () => {
    const { key } = scene.key(scene.tenant().tenant_id);
    const token = await exchange(key);
    scene.registry.staleSince = new Date(scene.clock.now().getTime() - 301_000);
    expect(await post('/auth/token', { api_key: key })).toMatchObject({ status: 503 });
    expect(await post('/auth/refresh', undefined, token)).toMatchObject({
      status: 503,
      json: { code: 'registry_unavailable' },
    });
  });
});

describe('tokens of ours', () => {
  it('are refused when forged in any of the known ways', async () => {
    const { key, document } = scene.key(scene.tenant().tenant_id);
    const token = await exchange(key);
    const claims = decodeJwt(token);
    const { kid, pem, key: privateKey } = await ownKey();
    const stranger = await import('jose').then(async (jose) => jose.generateKeyPair('ES256'));
    const sign = (header: object, body: object = claims, by = privateKey) =>
      new SignJWT({ ...body }).setProtectedHeader({ alg: 'ES256', ...header }).sign(by);
    const spki = createPublicKey(pem).export({ type: 'spki', format: 'pem' });
    const forged = {
      none: new UnsecuredJWT({ ...claims }).encode(),
      hmacWithPublicKey: await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256', kid })
        .sign(new TextEncoder().encode(String(spki))),
      strangersKey: await sign({ kid }, claims, stranger.privateKey),
      unknownKid: await sign({ kid: 'k0' }),
      pathAsKid: await sign({ kid: '../../etc/passwd' }),
      noKid: await sign({}),
      embeddedKey: await sign({ kid, jwk: { kty: 'EC' } }),
      otherIssuer: await sign({ kid }, { ...claims, iss: 'https://evil.example.org' }),
      expired: await sign({ kid }, { ...claims, iat: 1, exp: 1000 }),
      fromTheFuture: await sign(
        { kid },
        {
          ...claims,
          iat: Number(claims.iat) + 60,
          exp: Number(claims.exp) + 60,
        },
      ),
      tooLong: await sign({ kid }, { ...claims, exp: Number(claims.exp) + 1 }),
      stringTimes: await sign({ kid }, { ...claims, exp: String(claims.exp) }),
      noTenant: await sign({ kid }, { ...claims, tenant_id: null }),
      twoHolders: await sign({ kid }, { ...claims, app_id: claims.jti }),
      furtherClaim: await sign({ kid }, { ...claims, admin: true }),
      ownShared: await scene.gateway.services.tokens.shared(),
      garbage: 'a.b.c',
      key: document.key_id,
    };
    for (const [name, one] of Object.entries(forged)) {
      const { status, json } = await post('/auth/refresh', undefined, one);
      expect([name, status, json]).toMatchObject([name, 401, { error: 'unauthorized' }]);
    }
    expect((await post('/auth/refresh', undefined, token)).status).toBe(200);
    expect((await post('/auth/refresh')).json).toMatchObject({ code: 'token_missing' });
  });

  it('stop at once when the key, tenant or epoch they stand for does', async () => {
    const tenant = scene.tenant();
    const { key, document } = scene.key(tenant.tenant_id);
    const token = await exchange(key);
    const refused = async () => (await post('/auth/refresh', undefined, token)).json;
    for (const change of [{ epoch: 2 }, { enabled: false }, { deletedAt: scene.now() }]) {
      scene.registry.put({ ...tenant, ...change });
      expect(await refused()).toMatchObject({ code: 'access_withdrawn' });
    }
    scene.registry.put(tenant);
    for (const scopes of [
      { access: 'read' as const, databases: null },
      { access: 'write' as const, databases: ['sales'] },
    ]) {
      scene.registry.put({ ...document, scopes });
      expect(await refused()).toMatchObject({ code: 'access_withdrawn' });
    }
    scene.registry.put({ ...document, enabled: false });
    expect(await refused()).toMatchObject({ code: 'access_withdrawn' });
    scene.registry.put(document);
    expect((await post('/auth/refresh', undefined, token)).status).toBe(200);
    await scene.clock.advance(3_600_000);
    expect(await refused()).toMatchObject({ code: 'token_expired' });
  });

  it('are ended by their holder, one at a time', async () => {
    const { key } = scene.key(scene.tenant().tenant_id);
    const [one, other] = [await exchange(key), await exchange(key)];
    expect(await post('/auth/revoke', undefined, one)).toMatchObject({ status: 200 });
    expect((await post('/auth/refresh', undefined, one)).json).toMatchObject({
      code: 'token_revoked',
    });
    expect((await post('/auth/refresh', undefined, other)).status).toBe(200);
  });

  it('stay as narrow as they were when refreshed', async () => {
    const { key } = scene.key(scene.tenant().tenant_id);
    const narrow = await exchange(key, { access: 'read', databases: ['sales'] });
    const { json } = await post('/auth/refresh', undefined, narrow);
    expect(json).toMatchObject({ access: 'read', databases: ['sales'] });
  });
});

describe('the signing key', () => {
  const later = async (milliseconds: number) => {
    await scene.clock.advance(milliseconds);
    await scene.gateway.lookAtKeys();
  };

  it('signs nothing before CouchDB is seen to take it', async () => {
    await scene.close();
    scene = await gatewayScene({}, 'ignored');
    const { key } = scene.key(scene.tenant().tenant_id);
    const states = () => scene.registry.access.signingKeys().map(({ state }) => state);
    for (const answer of ['ignored', 'refused', 'unreachable'] as const) {
      scene.couch.answer = answer;
      await scene.gateway.lookAtKeys();
      expect(await post('/auth/token', { api_key: key })).toMatchObject({
        status: 503,
        json: { code: 'no_signing_key' },
      });
      expect(states()).toEqual(['next']);
      const health = await scene.app.inject('/health');
      expect(health.json()).toMatchObject({ status: 'degraded', tokens: { couchdb: answer } });
    }
    scene.couch.answer = 'accepted';
    await scene.gateway.lookAtKeys();
    expect(states()).toEqual(['active']);
    expect((await post('/auth/token', { api_key: key })).status).toBe(200);
  });

  it('is kept for its owner alone, and its private half nowhere else', async () => {
    const path = join(scene.folder, 'signing-keys.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { keys } = keyFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const secret = keys[0]?.privateKey?.split('\n')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    const shown = JSON.stringify([
      scene.registry.access.signingKeys(),
      (await scene.app.inject('/.well-known/jwks.json')).json(),
      (await scene.app.inject('/health')).json(),
      scene.lines,
    ]);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain('"d"');
  });

  it('is replaced without a moment in which a token is refused', async () => {
    const { key } = scene.key(scene.tenant().tenant_id);
    const old = await exchange(key);
    const first = decodeProtectedHeader(old).kid;
    scene.couch.answer = 'refused';
    await scene.gateway.rotate();
    await later(120_000);
    expect(decodeProtectedHeader(await exchange(key)).kid).toBe(first);
    scene.couch.answer = 'accepted';
    await later(20_000);
    expect(decodeProtectedHeader(await exchange(key)).kid).toBe(first);
    await later(30_000);
    const second = await exchange(key);
    expect(decodeProtectedHeader(second).kid).not.toBe(first);
    for (const token of [old, second]) {
      expect((await post('/auth/refresh', undefined, token)).status).toBe(200);
    }
    const states = () =>
      scene.registry.access.signingKeys().map(({ kid, state }) => [kid === first, state]);
    expect(states().toSorted()).toEqual([
      [false, 'active'],
      [true, 'retiring'],
    ]);
    await later(4_000_000);
    expect(states().toSorted()).toEqual([
      [false, 'active'],
      [true, 'retired'],
    ]);
    const jwks = z
      .object({ keys: z.array(z.looseObject({ kid: z.string() })) })
      .parse((await scene.app.inject('/.well-known/jwks.json')).json());
    expect(jwks.keys.map(({ kid }) => kid)).not.toContain(first);
  });

  it('counts no more once an operator has retired it in the registry', async () => {
    const { key } = scene.key(scene.tenant().tenant_id);
    const token = await exchange(key);
    const [known] = scene.registry.access.signingKeys();
    if (known === undefined) throw new Error('no key');
    scene.registry.put({ ...known, state: 'retired', retiredAt: scene.now() });
    expect((await post('/auth/refresh', undefined, token)).json).toMatchObject({
      code: 'token_invalid',
    });
    expect((await post('/auth/token', { api_key: key })).json).toMatchObject({
      code: 'no_signing_key',
    });
    await scene.gateway.lookAtKeys();
    await scene.gateway.lookAtKeys();
    const newer = await exchange(key);
    expect(decodeProtectedHeader(newer).kid).not.toBe(known.kid);
  });
});

describe('with RS256', () => {
  it('tokens are made and taken, and the algorithm of the key is the only one', async () => {
    await scene.close();
    scene = await gatewayScene({ tokens: { algorithm: 'RS256' } });
    const { key } = scene.key(scene.tenant().tenant_id);
    const token = await exchange(key);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    expect((await post('/auth/refresh', undefined, token)).status).toBe(200);
    const [, payload, signature] = token.split('.');
    const { kid } = decodeProtectedHeader(token);
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid })).toString('base64url');
    expect(
      (await post('/auth/refresh', undefined, `${header}.${payload ?? ''}.${signature ?? ''}`))
        .json,
    ).toMatchObject({ code: 'token_invalid' });
  });
});

describe('the log', () => {
  it('tells of each request whose it was and how it ended, and no secret', async () => {
    const tenant = scene.tenant();
    const { key, document } = scene.key(tenant.tenant_id);
    const token = await exchange(key);
    await post(`/auth/refresh?token=${token}`, undefined, token);
    await post(`/nowhere/${key}`, undefined, token);
    const all = scene.lines.join('');
    expect(all).toContain('"route":"/auth/refresh"');
    expect(all).toContain(`"tenant":"${tenant.tenant_id}"`);
    expect(all).toContain(`"key":"myc_${document.key_id}_…"`);
    expect(all).toMatch(/"status":40\d,"outcome":"(not_found|method_not_allowed)"/);
    const exchanged = scene.lines.find((line) => line.includes('"route":"/auth/token"'));
    expect(exchanged).toContain(`"tenant":"${tenant.tenant_id}"`);
    expect(exchanged).toContain(`"key":"myc_${document.key_id}_…"`);
    expect(all).not.toContain(key);
    expect(all).not.toContain(token.split('.')[2]);
  });
});
