import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  applicationDocumentId,
  type Application,
} from '../../../../src/shared/documents/application.ts';
import { membershipDocumentId } from '../../../../src/shared/documents/membership.ts';
import { userDocumentId, type User } from '../../../../src/shared/documents/user.ts';
import { gatewayScene, type GatewayScene } from '../../../support/gateway-in-process.ts';

const origin = 'https://login.example.org';
const answerSchema = z.object({ token: z.string() });

let scene: GatewayScene;
let keys: { readonly kid: string; readonly privateKey: CryptoKey; readonly jwk: JWK }[];
/** Questions to the issuer. */
let asked: string[];
/** What it answers with in place of its keys. */
let published: unknown;

const newKey = async (kid: string) => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  keys.push({ kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256' } });
};
const issuerToken = async (claims: object = {}, options: { kid?: string; alg?: string } = {}) => {
  const key = keys.find(({ kid }) => kid === (options.kid ?? keys[0]?.kid)) ?? keys[0];
  if (key === undefined) throw new Error('no key');
  const now = Math.floor(scene.clock.now().getTime() / 1000);
  return new SignJWT({
    iss: origin,
    sub: 'auth0|anna',
    aud: 'shop-app',
    iat: now,
    exp: now + 300,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: options.kid ?? key.kid })
    .sign(key.privateKey);
};
const post = async (payload: object, url = '/auth/token', token?: string) => {
  const answer = await scene.app.inject({
    method: 'POST',
    url,
    payload,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
  const json: unknown = answer.json();
  return { status: answer.statusCode, json };
};
const common = () => ({
  createdAt: scene.now(),
  createdBy: 'anna',
  updatedAt: scene.now(),
  updatedBy: 'anna',
});
const addPerson = (tenantId: string | null, more: Partial<User> = {}): User => {
  const user: User = {
    _id: userDocumentId('auth0|anna'),
    type: 'user',
    user_id: 'auth0|anna',
    sub: 'auth0|anna',
    email: 'anna@example.org',
    name: 'Anna',
    avatar: null,
    lastLoginAt: null,
    deletedAt: null,
    active_tenant_id: tenantId,
    ...common(),
    ...more,
  };
  scene.registry.put(user);
  return user;
};
const addMember = (tenantId: string, role: 'viewer' | 'admin' | 'owner', deletedAt?: string) => {
  scene.registry.put({
    _id: membershipDocumentId(tenantId, 'auth0|anna'),
    type: 'membership',
    tenant_id: tenantId,
    user_id: 'auth0|anna',
    role,
    furtherRoles: [],
    joinedAt: scene.now(),
    invitation: null,
    deletedAt: deletedAt ?? null,
    ...common(),
  });
};
const addApplication = (tenantId: string, more: Partial<Application> = {}): Application => {
  const appId = more.app_id ?? randomUUID();
  const application: Application = {
    _id: applicationDocumentId(appId),
    type: 'application',
    app_id: appId,
    tenant_id: tenantId,
    name: 'Shop',
    issuer: origin,
    audience: 'shop-app',
    allowed_databases: ['products'],
    access: 'read',
    enabled: true,
    deletedAt: null,
    ...common(),
    ...more,
  };
  scene.registry.put(application);
  return application;
};

const open = async (platform: boolean) => {
  const others = { name: 'other', issuer: 'https://other.example.org', audience: 'x' };
  const file = {
    issuers: [
      { name: 'login', issuer: origin, audience: 'shop-app' },
      { ...others, userPrefix: 'other-' },
    ],
  };
  scene = await gatewayScene(platform ? file : {});
  keys = [];
  asked = [];
  published = null;
  await newKey('one');
  const issuer = scene.outside.get(origin);
  issuer
    .intercept({ path: '/.well-known/openid-configuration' })
    .reply(() => {
      asked.push('discovery');
      return {
        statusCode: 200,
        data: JSON.stringify({ issuer: origin, jwks_uri: `${origin}/keys` }),
      };
    })
    .persist();
  issuer
    .intercept({ path: '/keys' })
    .reply(() => {
      asked.push('keys');
      const body = published ?? { keys: keys.map(({ jwk }) => jwk) };
      return { statusCode: 200, data: JSON.stringify(body) };
    })
    .persist();
};

afterEach(async () => {
  await scene.close();
});

describe('an application’s issuer', () => {
  beforeEach(() => open(false));

  it('gives tokens of the application’s tenant, databases and access, and makes no person', async () => {
    const { tenant_id } = scene.tenant();
    const application = addApplication(tenant_id);
    const { status, json } = await post({ token: await issuerToken() });
    expect([status, json]).toMatchObject([
      200,
      { tenant_id, access: 'read', databases: ['products'], role: null },
    ]);
    const { token } = answerSchema.parse(json);
    expect(await post({}, '/auth/refresh', token)).toMatchObject({ status: 200 });
    scene.registry.put({ ...application, enabled: false });
    expect(await post({}, '/auth/refresh', token)).toMatchObject({
      status: 401,
      json: { code: 'access_withdrawn' },
    });
    expect(scene.registry.snapshot().users.size).toBe(0);
  });

  it('is chosen by audience, or by name where that leaves several', async () => {
    const [one, other] = [scene.tenant({ key: 'one' }), scene.tenant({ key: 'other' })];
    const first = addApplication(one.tenant_id);
    const second = addApplication(other.tenant_id, { audience: null });
    const token = await issuerToken();
    expect((await post({ token })).json).toMatchObject({ tenant_id: one.tenant_id });
    scene.registry.put({ ...second, audience: 'shop-app' });
    expect(await post({ token })).toMatchObject({
      status: 400,
      json: { code: 'application_ambiguous' },
    });
    expect((await post({ token, application: second.app_id })).json).toMatchObject({
      tenant_id: other.tenant_id,
    });
    scene.registry.put({ ...first, deletedAt: scene.now() });
    expect((await post({ token, application: first.app_id })).json).toMatchObject({
      code: 'issuer_unknown',
    });
  });

  it('is not asked where nobody trusts it', async () => {
    expect((await post({ token: await issuerToken() })).json).toMatchObject({
      code: 'issuer_unknown',
    });
    expect(asked).toEqual([]);
  });

  it('is believed in nothing that is wrong about a token', async () => {
    addApplication(scene.tenant().tenant_id);
    const now = Math.floor(scene.clock.now().getTime() / 1000);
    const good = await issuerToken();
    const stranger = await generateKeyPair('RS256');
    const wrong = {
      none: new UnsecuredJWT({ iss: origin, sub: 'a', aud: 'shop-app', exp: now + 60 }).encode(),
      shared: await new SignJWT({ iss: origin, sub: 'a', aud: 'shop-app', exp: now + 60 })
        .setProtectedHeader({ alg: 'HS256', kid: 'one' })
        .sign(new TextEncoder().encode(JSON.stringify(keys[0]?.jwk))),
      stranger: await new SignJWT({ iss: origin, sub: 'a', aud: 'shop-app', exp: now + 60 })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .sign(stranger.privateKey),
      expired: await issuerToken({ exp: now - 6 }),
      early: await issuerToken({ nbf: now + 6 }),
      future: await issuerToken({ iat: now + 6 }),
      endless: await issuerToken({ exp: undefined }),
      nobody: await issuerToken({ sub: undefined }),
      number: await issuerToken({ sub: 7 }),
      audience: await issuerToken({ aud: 'another' }),
      cut: good.slice(0, -4),
    };
    for (const [name, token] of Object.entries(wrong)) {
      const { status } = await post({ token });
      expect([name, status]).toEqual([name, 401]);
    }
    for (const within of [{ exp: now - 4 }, { nbf: now + 4 }, { iat: now + 4 }]) {
      expect((await post({ token: await issuerToken(within) })).status).toBe(200);
    }
  });

  it('takes no secret for a key, and none that is for encryption', async () => {
    addApplication(scene.tenant().tenant_id);
    const [key] = keys;
    const token = await issuerToken();
    for (const bad of [
      { keys: [{ kty: 'oct', k: 'AAAA', kid: 'one', alg: 'HS256' }] },
      { keys: [{ ...key?.jwk, use: 'enc' }] },
      { keys: [{ ...key?.jwk, d: 'AAAA' }] },
      { keys: 'none' },
      [],
    ]) {
      published = bad;
      await scene.clock.advance(31_000);
      expect((await post({ token })).status).toBe(401);
    }
  });

  it('is asked seldom: once for many, again for a new key, twice a minute for made-up ones', async () => {
    addApplication(scene.tenant().tenant_id);
    const token = await issuerToken();
    await Promise.all(Array.from({ length: 5 }, () => post({ token })));
    expect(asked).toEqual(['discovery', 'keys']);
    for (let made = 0; made < 5; made += 1)
      await post({ token: await issuerToken({}, { kid: `x${String(made)}` }) });
    expect(asked).toHaveLength(2);
    await newKey('two');
    await scene.clock.advance(31_000);
    expect((await post({ token: await issuerToken({}, { kid: 'two' }) })).status).toBe(200);
    expect(asked).toHaveLength(4);
    published = 'gone';
    await scene.clock.advance(700_000);
    expect((await post({ token: await issuerToken() })).status).toBe(200);
  });
});

describe('a platform’s issuer', () => {
  beforeEach(() => open(true));

  it('gives people a token for the tenant they are active in, with what their role allows', async () => {
    const { tenant_id } = scene.tenant();
    addPerson(`tenant_${tenant_id}`);
    for (const [role, access] of [
      ['viewer', 'read'],
      ['admin', 'write'],
      ['owner', 'write'],
    ] as const) {
      addMember(tenant_id, role);
      expect((await post({ token: await issuerToken() })).json).toMatchObject({
        tenant_id,
        access,
        databases: null,
        role,
      });
    }
  });

  it('asks whoever has no tenant to come back, and lets nobody in who was removed', async () => {
    expect(await post({ token: await issuerToken() })).toMatchObject({
      status: 401,
      json: { error: 'missing_tenant_id', bootstrapped: true },
    });
    const { tenant_id } = scene.tenant();
    const user = addPerson(tenant_id);
    addMember(tenant_id, 'owner', scene.now());
    expect((await post({ token: await issuerToken() })).json).toMatchObject({
      error: 'missing_tenant_id',
    });
    addMember(tenant_id, 'owner');
    const { token } = answerSchema.parse((await post({ token: await issuerToken() })).json);
    scene.registry.put({ ...user, deletedAt: scene.now() });
    expect((await post({ token: await issuerToken() })).json).toMatchObject({
      code: 'person_removed',
    });
    expect((await post({}, '/auth/refresh', token)).json).toMatchObject({
      code: 'access_withdrawn',
    });
  });

  it('has a refreshed token follow the tenant that was switched to, for a day', async () => {
    const [one, other] = [scene.tenant({ key: 'one' }), scene.tenant({ key: 'other' })];
    const user = addPerson(one.tenant_id);
    addMember(one.tenant_id, 'owner');
    addMember(other.tenant_id, 'viewer');
    const first = answerSchema.parse((await post({ token: await issuerToken() })).json);
    scene.registry.put({ ...user, active_tenant_id: other.tenant_id });
    const { json } = await post({}, '/auth/refresh', first.token);
    expect(json).toMatchObject({ tenant_id: other.tenant_id, access: 'read', role: 'viewer' });
    let { token } = answerSchema.parse(json);
    for (let hour = 0; hour < 24; hour += 1) {
      await scene.clock.advance(3_590_000);
      const answer = await post({}, '/auth/refresh', token);
      expect(answer.status).toBe(200);
      ({ token } = answerSchema.parse(answer.json));
    }
    await scene.clock.advance(3_000_000);
    expect((await post({}, '/auth/refresh', token)).json).toMatchObject({ code: 'sign_in_over' });
  });

  it('makes nobody the person of another issuer by a subject with that one’s prefix', async () => {
    for (const sub of ['other-anna', 'other-']) {
      expect(await post({ token: await issuerToken({ sub }) })).toMatchObject({
        status: 401,
        json: { code: 'issuer_token_refused' },
      });
    }
  });

  it('is not an application’s to name: without asking for one, its tokens are people’s', async () => {
    const mine = scene.tenant({ key: 'mine' });
    const evil = scene.tenant({ key: 'evil' });
    addApplication(evil.tenant_id, { access: 'write', allowed_databases: null });
    addPerson(mine.tenant_id);
    addMember(mine.tenant_id, 'viewer');
    expect((await post({ token: await issuerToken() })).json).toMatchObject({
      tenant_id: mine.tenant_id,
      access: 'read',
    });
  });
});
