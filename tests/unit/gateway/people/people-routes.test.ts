import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createGateway, type Gateway } from '../../../../src/gateway/gateway.ts';
import { shopBlueprint } from '../../../../src/shared/documents/blueprint.ts';
import { ConsoleError } from '../../../../src/shared/errors.ts';
import { membershipDocumentId } from '../../../../src/shared/documents/membership.ts';
import { userIdOfAddress } from '../../../../src/shared/documents/user.ts';
import {
  gatewayScene,
  sampleConfig,
  type GatewayScene,
} from '../../../support/gateway-in-process.ts';
import { peopleSettings, signInProvider, takesTokens } from '../../../support/people-gateway.ts';
import { testDigest } from '../../../support/test-digest.ts';

const administratorToken = 'a-token-of-the-platform-that-is-long-enough';
const tokenSchema = z.object({ token: z.string(), tenant_id: z.string() });
const linkSchema = z.object({ link: z.string(), invitation: z.object({ id: z.string() }) });
const createdSchema = z.object({
  tenant: z.object({ id: z.string() }),
  api_key: z.object({ key: z.string() }),
});
const documentSchema = z.looseObject({ _id: z.string(), _rev: z.string() });

let scene: GatewayScene;
let gateway: Gateway;
let provider: Awaited<ReturnType<typeof signInProvider>>;

beforeEach(async () => {
  scene = await gatewayScene();
  scene.registry.put(shopBlueprint);
  provider = await signInProvider();
  const settings = {
    ...peopleSettings,
    administrators: [{ name: 'automat', tokenHash: testDigest(administratorToken) }],
  };
  gateway = await createGateway({
    ...scene.options,
    config: { ...sampleConfig(settings), dataDirectory: scene.folder },
    upstream: takesTokens(),
    outside: provider.outside(),
    uuid: randomUUID,
  });
  await gateway.lookAtKeys();
  await gateway.lookAtKeys();
});
afterEach(async () => {
  await gateway.close();
  await scene.close();
});

const ask = async (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  token?: string,
  payload?: object,
) => {
  const answer = await gateway.app.inject({
    method,
    url,
    ...(payload === undefined ? {} : { payload }),
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
  const text = answer.body;
  const json: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
  return { status: answer.statusCode, json, headers: answer.headers };
};
const external = (sub: string, claims: object = {}) =>
  provider.token(sub, claims, scene.clock.now());
const signIn = async (sub: string, claims: object = {}) => {
  const token = await external(sub, claims);
  const first = await ask('POST', '/auth/token', undefined, { token });
  const last =
    first.status === 200 ? first : await ask('POST', '/auth/token', undefined, { token });
  return { first, ...tokenSchema.parse(last.json) };
};
const verified = (email: string) => ({ email, email_verified: true });

describe('a first sign-in (G6, M4)', () => {
  it('makes the person and their tenant, asks for another token, and that one works', async () => {
    const { first, token, tenant_id } = await signIn('ada', {
      ...verified('ada@example.org'),
      name: 'Ada',
    });
    expect([first.status, first.json, first.headers['x-mycouch-refresh']]).toMatchObject([
      401,
      { error: 'missing_tenant_id', bootstrapped: true },
      'token',
    ]);
    const own = await ask('GET', '/__users/ada', token);
    expect(own.json).toMatchObject({
      _id: 'user_ada',
      sub: 'ada',
      email: 'ada@example.org',
      name: 'Ada',
      active_tenant_id: `tenant_${tenant_id}`,
      personalTenantId: `tenant_${tenant_id}`,
    });
  });

  it('lets in who cannot be written down just now, and says so in the log', async () => {
    await signIn('ada', { name: 'Ada' });
    await scene.clock.advance(2 * 3_600_000);
    vi.spyOn(scene.registry, 'execute').mockRejectedValue(
      new ConsoleError('server-refused', 'Nobody answers.', { remedy: 'Start CouchDB.' }),
    );
    const token = await external('ada');
    expect((await ask('POST', '/auth/token', undefined, { token })).status).toBe(200);
    const said = scene.lines.filter((line) => line.includes('last sign-in not written down'));
    expect(said.join()).toContain('"code":"server-refused"');
    expect(said).toHaveLength(1);
  });

  it('claims who was added by address, only where the provider says that it is theirs', async () => {
    const tenant = scene.tenant();
    const admin = administratorToken;
    const userId = userIdOfAddress('eve@example.org', testDigest);
    const added = await ask('PUT', `/api/tenants/${tenant.tenant_id}`, admin, {
      owner_email: 'eve@example.org',
    });
    expect(added.status).toBe(200);
    await signIn('mallory', { email: 'eve@example.org' });
    expect(scene.registry.access.user(userId)?.sub).toBeNull();
    const { tenant_id, token } = await signIn('eve', verified('EVE@example.org'));
    expect(tenant_id).toBe(tenant.tenant_id);
    expect(scene.registry.access.user(userId)?.sub).toBe('eve');
    expect((await ask('GET', '/__users/eve', token)).json).toMatchObject({ _id: `user_${userId}` });
    // Nobody becomes somebody else by being called so.
    const { token: other } = await signIn(userId);
    expect((await ask('GET', `/__users/${userId}`, other)).json).not.toMatchObject({ sub: 'eve' });
  });

  it('lets an address that somebody gives themselves never stand for them', async () => {
    const { token } = await signIn('mallory', verified('m@example.org'));
    const { _rev } = documentSchema.parse((await ask('GET', '/__users/mallory', token)).json);
    const put = await ask('PUT', '/__users/mallory', token, { _rev, email: 'boss@example.org' });
    expect(put.status).toBe(201);
    expect((await ask('GET', '/__users/mallory', token)).json).toMatchObject({
      email: 'boss@example.org',
    });
    expect(scene.registry.access.usersByAddress('boss@example.org')).toEqual([]);
  });
});

describe('the refusals of the virtual tables (G3, G4)', () => {
  it('are those of the existing world', async () => {
    const ada = await signIn('ada');
    const ben = await signIn('ben');
    const own = documentSchema.parse((await ask('GET', '/__users/ada', ada.token)).json);
    const theirs = `/__tenants/${ben.tenant_id}`;
    const mine = `/__tenants/${ada.tenant_id}`;
    const { _rev } = documentSchema.parse((await ask('GET', mine, ada.token)).json);
    const cases = [
      [await ask('DELETE', '/__users/ada', ada.token), 403, { error: 'self_delete_not_allowed' }],
      [await ask('GET', theirs, ada.token), 403, { error: 'forbidden', reason: 'not_member' }],
      [await ask('DELETE', mine, ada.token), 403, { error: 'cannot_delete_active_tenant' }],
      [await ask('GET', `/__tenants/${randomUUID()}`, ada.token), 404, { error: 'not_found' }],
      [
        await ask('PUT', '/__users/ada', ada.token, { ...own, _rev: '1-abc' }),
        409,
        { error: 'conflict' },
      ],
      [
        await ask('PUT', '/__users/ada', ada.token, {
          _rev: own._rev,
          active_tenant_id: `tenant_${ben.tenant_id}`,
        }),
        403,
        { reason: 'not_member' },
      ],
      ...(await Promise.all(
        ['sub', 'type', 'tenants', 'tenantIds'].map(
          async (field) =>
            [
              await ask('PUT', '/__users/ada', ada.token, { ...own, [field]: 'x' }),
              400,
              { error: 'immutable_field', field },
            ] as const,
        ),
      )),
      ...(await Promise.all(
        ['type', 'userId', 'userIds', 'applicationId', 'role'].map(
          async (field) =>
            [
              await ask('PUT', mine, ada.token, { _rev, [field]: 'x' }),
              400,
              { error: 'immutable_field', field },
            ] as const,
        ),
      )),
      [await ask('GET', '/__users', scene.key(ada.tenant_id).key), 401, {}],
    ] as const;
    for (const [{ status, json }, expected, body] of cases) {
      expect([status, json]).toMatchObject([expected, body]);
    }
  });

  it('lets a viewer read and not change, and an administrator of the platform remove somebody', async () => {
    const ada = await signIn('ada');
    const ben = await signIn('ben');
    const now = scene.now();
    scene.registry.put({
      _id: membershipDocumentId(ada.tenant_id, 'ben'),
      type: 'membership',
      tenant_id: ada.tenant_id,
      user_id: 'ben',
      role: 'viewer',
      furtherRoles: [],
      joinedAt: now,
      invitation: null,
      deletedAt: null,
      createdAt: now,
      createdBy: 'anna',
      updatedAt: now,
      updatedBy: 'anna',
    });
    const seen = documentSchema.parse(
      (await ask('GET', `/__tenants/${ada.tenant_id}`, ben.token)).json,
    );
    const edit = await ask('PUT', `/__tenants/${ada.tenant_id}`, ben.token, {
      ...seen,
      name: 'Mine',
    });
    expect(edit.status).toBe(403);
    expect((await ask('DELETE', '/__users/ada', ben.token)).status).toBe(403);
    // The personal tenant of theirs has another owner first.
    expect((await ask('DELETE', '/__users/ben', administratorToken)).status).toBe(409);
    expect((await ask('DELETE', '/__users/nobody', administratorToken)).status).toBe(404);
  });
});

describe('invitations at the gateway (M3)', () => {
  it('are accepted once, by whom they are for, with a token of the provider too', async () => {
    const ada = await signIn('ada', verified('ada@example.org'));
    const invited = await ask('POST', '/invitations', ada.token, {
      email: 'ben@example.org',
      role: 'viewer',
    });
    const { link } = linkSchema.parse(invited.json);
    const token = link.slice(link.indexOf('#') + 1);
    expect((await ask('POST', '/invitations/show', undefined, { token })).json).toMatchObject({
      email: 'b…@example.org',
      role: 'viewer',
    });
    const accept = async (sub: string, email: string) =>
      ask('POST', '/invitations/accept', await external(sub, verified(email)), { token });
    expect((await accept('mallory', 'm@example.org')).status).toBe(403);
    expect((await accept('ben', 'ben@example.org')).json).toEqual({
      tenant_id: ada.tenant_id,
      joined: true,
    });
    expect((await accept('ben', 'ben@example.org')).status).toBe(409);
    expect((await ask('POST', '/invitations/show', undefined, { token: 'x' })).status).toBe(404);
    const ben = await signIn('ben', verified('ben@example.org'));
    expect(ben.tenant_id).toBe(ada.tenant_id);
    expect(
      (await ask('POST', '/invitations', ben.token, { email: 'x@example.org', role: 'viewer' }))
        .status,
    ).toBe(403);
  });

  it('expire after seven days, can be declined and withdrawn', async () => {
    const ada = await signIn('ada', verified('ada@example.org'));
    const make = async (email: string) => {
      const { json } = await ask('POST', '/invitations', ada.token, { email, role: 'admin' });
      const { link, invitation } = linkSchema.parse(json);
      return { token: link.slice(link.indexOf('#') + 1), id: invitation.id };
    };
    const [one, two, three] = [await make('a@b.org'), await make('c@d.org'), await make('e@f.org')];
    expect(
      (await ask('POST', '/invitations/decline', undefined, { token: one.token })).status,
    ).toBe(200);
    expect(
      (await ask('POST', '/invitations/decline', undefined, { token: one.token })).status,
    ).toBe(409);
    expect((await ask('DELETE', `/invitations/${two.id}`, ada.token)).status).toBe(200);
    await scene.clock.advance(7 * 24 * 3_600_000);
    for (const { token } of [one, two, three]) {
      expect((await ask('POST', '/invitations/show', undefined, { token })).status).toBe(409);
    }
    const page = await ask('GET', '/join');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  });
});

describe('the administration of tenants (G9)', () => {
  it('makes, lists, changes, suspends, activates and deletes, and is for administrators alone', async () => {
    const admin = administratorToken;
    const made = await ask('POST', '/api/tenants', admin, { key: 'acme', name: 'Acme' });
    expect(made.status).toBe(201);
    const { tenant, api_key } = createdSchema.parse(made.json);
    const exchanged = await ask('POST', '/auth/token', undefined, { api_key: api_key.key });
    expect(exchanged.json).toMatchObject({ tenant_id: tenant.id });
    expect((await ask('POST', '/api/tenants', admin, { key: 'acme', name: 'Again' })).status).toBe(
      409,
    );
    await ask('POST', '/api/tenants', admin, { key: 'beta', name: 'Beta' });
    const first = z
      .object({
        total: z.number(),
        next: z.string(),
        tenants: z.array(z.object({ key: z.string() })),
      })
      .parse((await ask('GET', '/api/tenants?limit=1', admin)).json);
    expect([first.total, first.tenants[0]?.key]).toEqual([2, 'acme']);
    const next = await ask(
      'GET',
      `/api/tenants?limit=1&after=${encodeURIComponent(first.next)}`,
      admin,
    );
    expect(next.json).toMatchObject({ next: null, tenants: [{ key: 'beta' }] });
    const path = `/api/tenants/${tenant.id}`;
    expect(
      (await ask('PUT', path, admin, { configuration: { theme: 'dark' } })).json,
    ).toMatchObject({
      configuration: { theme: 'dark' },
    });
    expect((await ask('PUT', path, admin, { epoch: 1 })).status).toBe(400);
    expect((await ask('POST', `${path}/suspend`, admin)).json).toMatchObject({
      state: 'suspended',
    });
    expect((await ask('POST', `${path}/activate`, admin)).json).toMatchObject({ state: 'active' });
    expect((await ask('DELETE', path, admin)).json).toMatchObject({ state: 'deleted' });
    expect((await ask('GET', '/api/tenants')).status).toBe(401);
    const someone = await signIn('ada');
    for (const token of [someone.token, await external('ada'), 'x'.repeat(40), 'short']) {
      expect((await ask('GET', '/api/tenants', token)).status).toBe(403);
    }
    const member = await external('root', { groups: ['platform'] });
    expect((await ask('GET', '/api/tenants', member)).status).toBe(200);
  });
});
