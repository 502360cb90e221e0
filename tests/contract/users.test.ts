import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import { adminAt, basic, clientWith, field, fields, fresh, text, userAt } from './client.ts';
import { describeFacts, hashFields, members, type Bench } from './suite.ts';

const practice = { practice: true };
const realOnly = { practice: false };

const secret = (): string => randomBytes(16).toString('hex');

const userPath = (name: string): string =>
  `/_users/${encodeURIComponent(`org.couchdb.user:${name}`)}`;

const cookieOf = (headers: Headers): string => {
  const [value = ''] = (headers.get('set-cookie') ?? '').split(';');
  return value;
};

const makeUser = async (
  { admin, removeLater }: Bench,
  extra: Record<string, unknown>,
  name = fresh('user'),
): Promise<string> => {
  const body = { name, type: 'user', roles: ['reader'], ...extra };
  expect((await admin.send('PUT', userPath(name), { body })).status).toBe(201);
  removeLater(userPath(name));
  return name;
};

describeFacts('users and sign-in', (fact) => {
  // COUCHDB facts, Users 1
  for (const [label, prf, iterations] of [
    ['SHA-1 without pbkdf2_prf', 'sha1', 10],
    ['SHA-256', 'sha256', 10],
    ['SHA-256, one iteration', 'sha256', 1],
    ['SHA-256, 600,000 iterations', 'sha256', 600_000],
  ] as const) {
    fact(`a user with a ready-made hash signs in: ${label}`, practice, async (bench) => {
      const password = secret();
      const name = await makeUser(bench, hashFields(password, prf, iterations));
      const { status, body } = await userAt(bench.server, name, password).send('GET', '/_session');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        userCtx: { name, roles: ['reader'] },
        info: { authenticated: 'default' },
      });
      expect((await userAt(bench.server, name, 'wrong').send('GET', '/_session')).status).toBe(401);
    });
  }

  fact('unknown fields of a user document are kept', practice, async (bench) => {
    const mycouch = { tenant: 't', credential: 'marker', nested: [1] };
    const name = await makeUser(bench, { ...hashFields(secret(), 'sha256'), mycouch });
    expect((await bench.admin.send('GET', userPath(name))).body).toMatchObject({ mycouch });
  });

  // COUCHDB facts, Users 1
  fact(
    'a weak hash is rewritten by the server after the first sign-in, other fields kept',
    realOnly,
    async (bench) => {
      const password = secret();
      const name = await makeUser(bench, {
        ...hashFields(password, 'sha256'),
        mycouch: { marker: 'm' },
      });
      const before = (await bench.admin.send('GET', userPath(name))).body;
      expect((await userAt(bench.server, name, password).send('GET', '/_session')).status).toBe(
        200,
      );
      await vi.waitFor(
        async () => {
          const after = (await bench.admin.send('GET', userPath(name))).body;
          expect(field(after, '_rev')).not.toBe(field(before, '_rev'));
          expect(field(after, 'iterations')).toBe(600_000);
          expect(field(after, 'derived_key')).not.toBe(field(before, 'derived_key'));
          expect(after).toMatchObject({ mycouch: { marker: 'm' }, roles: ['reader'] });
        },
        { timeout: 10_000, interval: 50 },
      );
      expect((await userAt(bench.server, name, password).send('GET', '/_session')).status).toBe(
        200,
      );
    },
  );

  fact('a plain password is hashed by the server and not kept', practice, async (bench) => {
    const password = secret();
    const name = await makeUser(bench, { password });
    const { body } = await bench.admin.send('GET', userPath(name));
    expect(field(body, 'password')).toBeUndefined();
    expect(JSON.stringify(body)).not.toContain(password);
    expect(body).toMatchObject({ password_scheme: 'pbkdf2' });
    expect((await userAt(bench.server, name, password).send('GET', '/_session')).status).toBe(200);
  });

  // COUCHDB facts, Users 2
  fact('_users/_bulk_docs makes many users, each judged by itself', practice, async (bench) => {
    const names = Array.from({ length: 120 }, () => fresh('bulk'));
    for (const name of names) bench.removeLater(userPath(name));
    const docs = names.map((name, index) => ({
      _id: `org.couchdb.user:${name}`,
      name: index === 5 ? 'somebody-else' : name,
      type: 'user',
      roles: [],
      ...hashFields(secret(), 'sha256', 1),
    }));
    const { status, body } = await bench.admin.send('POST', '/_users/_bulk_docs', {
      body: { docs },
    });
    expect(status).toBe(201);
    expect(body).toHaveLength(120);
    expect(field(body, 5)).toMatchObject({ error: 'forbidden' });
    expect(field(body, 6)).toMatchObject({ ok: true });
  });

  fact('a user document must have the right shape (403)', practice, async ({ admin, server }) => {
    const name = fresh('odd');
    const good = { name, type: 'user', roles: [], ...hashFields(secret(), 'sha256') };
    for (const bad of [
      { ...good, name: 'other' },
      { ...good, type: 'person' },
      { ...good, roles: undefined },
      { ...good, roles: 'x' },
      { ...good, roles: ['_admin'] },
      { ...good, iterations: 'many' },
    ]) {
      const answer = await admin.send('PUT', userPath(name), { body: bad });
      expect(answer, JSON.stringify(bad)).toMatchObject({
        status: 403,
        body: { error: 'forbidden' },
      });
    }
    expect((await adminAt(server).send('GET', userPath(name))).status).toBe(404);
  });

  fact('a changed password ends the old one, Basic and cookie alike', practice, async (bench) => {
    const [old, next] = [secret(), secret()];
    const name = await makeUser(bench, hashFields(old, 'sha256', 600_000));
    const signedIn = await bench.anonymous.send('POST', '/_session', {
      body: { name, password: old },
    });
    const cookie = clientWith(bench.server.url, { cookie: cookieOf(signedIn.headers) });
    expect(field((await cookie.send('GET', '/_session')).body, 'userCtx', 'name')).toBe(name);
    const { body: before } = await bench.admin.send('GET', userPath(name));
    const body = { ...fields(before), ...hashFields(next, 'sha256', 600_000) };
    expect((await bench.admin.send('PUT', userPath(name), { body })).status).toBe(201);
    await vi.waitFor(async () => {
      expect((await userAt(bench.server, name, old).send('GET', '/_session')).status).toBe(401);
    });
    expect((await userAt(bench.server, name, next).send('GET', '/_session')).status).toBe(200);
    await vi.waitFor(async () => {
      expect(field((await cookie.send('GET', '/_session')).body, 'userCtx', 'name')).toBeNull();
    });
  });

  // COUCHDB facts, Users 3
  fact(
    'after five wrong passwords even the right one is refused (403)',
    realOnly,
    async (bench) => {
      const password = secret();
      const name = await makeUser(bench, hashFields(password, 'sha256'));
      const right = userAt(bench.server, name, password);
      const wrong = userAt(bench.server, name, 'wrong');
      expect((await right.send('GET', '/_session')).status).toBe(200);
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 6; attempt += 1)
        statuses.push((await wrong.send('GET', '/_session')).status);
      expect(statuses[0]).toBe(401);
      expect(await right.send('GET', '/_session')).toMatchObject({
        status: 403,
        body: { error: 'forbidden' },
      });
      expect((await bench.admin.send('GET', '/_session')).status).toBe(200);
    },
  );

  fact(
    'a wrong or malformed credential fails the whole request, even the welcome',
    practice,
    async ({ server }) => {
      const stranger = userAt(server, fresh('nobody'), 'x');
      expect(await stranger.send('GET', '/')).toMatchObject({
        status: 401,
        body: { error: 'unauthorized', reason: 'Name or password is incorrect.' },
      });
      const broken = clientWith(server.url, { authorization: 'Basic !!!' });
      expect((await broken.send('GET', '/_up')).status).toBe(400);
      const badCookie = clientWith(server.url, { cookie: 'AuthSession=garbage' });
      expect((await badCookie.send('GET', '/_up')).status).toBe(400);
    },
  );

  // COUCHDB facts, JWT 1: without the handler a token is silently anonymous
  fact(
    'a Bearer token is anonymous where no JWT handler is active',
    practice,
    async ({ server, anonymous }) => {
      const handlers = field(
        (await anonymous.send('GET', '/_session')).body,
        'info',
        'authentication_handlers',
      );
      expect(handlers).toEqual(expect.arrayContaining(['cookie', 'default']));
      if (Array.isArray(handlers) && handlers.includes('jwt')) return;
      const bearer = clientWith(server.url, { authorization: 'Bearer a.b.c' });
      expect((await bearer.send('GET', '/_session')).body).toMatchObject({
        userCtx: { name: null, roles: [] },
      });
    },
  );

  fact('_session tells who one is', practice, async ({ anonymous, admin, server }) => {
    expect((await anonymous.send('GET', '/_session')).body).toMatchObject({
      ok: true,
      userCtx: { name: null, roles: [] },
    });
    expect((await admin.send('GET', '/_session')).body).toMatchObject({
      userCtx: { name: server.username, roles: ['_admin'] },
      info: { authenticated: 'default' },
    });
  });

  fact('cookie sign-in, by JSON and by form, and sign-out', practice, async (bench) => {
    const user = await bench.user(['reader']);
    const path = await bench.database(members('reader'));
    const { name, password } = user;
    const form = new URLSearchParams({ name, password }).toString();
    for (const options of [
      { body: { name, password } },
      { body: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ]) {
      const signedIn = await bench.anonymous.send('POST', '/_session', options);
      expect(signedIn).toMatchObject({ status: 200, body: { ok: true, name, roles: ['reader'] } });
      const header = signedIn.headers.get('set-cookie') ?? '';
      expect(header).toMatch(/^AuthSession=[^;]+;.*Max-Age=\d+.*HttpOnly/);
      const cookie = clientWith(bench.server.url, { cookie: cookieOf(signedIn.headers) });
      expect((await cookie.send('GET', '/_session')).body).toMatchObject({
        userCtx: { name },
        info: { authenticated: 'cookie' },
      });
      expect((await cookie.send('GET', path)).status).toBe(200);
    }
    const out = await bench.anonymous.send('DELETE', '/_session');
    expect(out).toMatchObject({ status: 200, body: { ok: true } });
    expect(out.headers.get('set-cookie')).toMatch(/^AuthSession=;/);
  });

  fact('the administrator signs in by cookie too', practice, async ({ anonymous, server }) => {
    const { username: name, password } = server;
    const signedIn = await anonymous.send('POST', '/_session', { body: { name, password } });
    expect(signedIn).toMatchObject({ status: 200, body: { ok: true, name, roles: ['_admin'] } });
    const cookie = clientWith(server.url, { cookie: cookieOf(signedIn.headers) });
    expect((await cookie.send('GET', '/_all_dbs')).status).toBe(200);
  });

  fact('a sign-in that is wrong, empty or no form at all', practice, async ({ anonymous }) => {
    const name = fresh('nobody');
    expect(
      (await anonymous.send('POST', '/_session', { body: { name, password: 'x' } })).status,
    ).toBe(401);
    expect((await anonymous.send('POST', '/_session', { body: {} })).status).toBe(400);
    expect((await anonymous.send('POST', '/_session', { body: '{bad' })).status).toBe(400);
    const plain = { body: 'x', headers: { 'content-type': 'text/plain' } };
    expect((await anonymous.send('POST', '/_session', plain)).status).toBe(415);
  });

  fact('a forged cookie is nobody', practice, async (bench) => {
    const { name, password } = await bench.user([]);
    const signedIn = await bench.anonymous.send('POST', '/_session', { body: { name, password } });
    const [, value = ''] = cookieOf(signedIn.headers).split('=');
    const bytes = Buffer.from(value, 'base64url');
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    const forged = clientWith(bench.server.url, {
      cookie: `AuthSession=${bytes.toString('base64url')}`,
    });
    expect((await forged.send('GET', '/_session')).body).toMatchObject({ userCtx: { name: null } });
  });

  fact('a role that is taken away is gone with the next request', practice, async (bench) => {
    const user = await bench.user(['reader']);
    const path = await bench.database(members('reader'));
    expect((await user.send('GET', path)).status).toBe(200);
    await vi.waitFor(async () => {
      // The first sign-in may be rewriting the document at this moment.
      const { body } = await bench.admin.send('GET', userPath(user.name));
      const put = await bench.admin.send('PUT', userPath(user.name), {
        body: { ...fields(body), roles: [] },
      });
      expect(put.status).toBe(201);
    });
    await vi.waitFor(async () => {
      expect((await user.send('GET', path)).status).toBe(403);
    });
    const rev = text((await bench.admin.send('GET', userPath(user.name))).body, '_rev');
    expect((await bench.admin.send('DELETE', `${userPath(user.name)}?rev=${rev}`)).status).toBe(
      200,
    );
    await vi.waitFor(async () => {
      expect(
        (await clientWith(bench.server.url, basic(user.name, user.password)).send('GET', path))
          .status,
      ).toBe(401);
    });
  });
});
