import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { findCouchDb, startCouchDb } from '../support/couchdb-server.ts';
import { startPracticeCouchDb } from '../support/practice-couchdb.ts';
import { adminAt, anonymousAt, clientWith, field, fresh, type Client } from './client.ts';
import { describeFacts, members } from './suite.ts';

const realOnly = { practice: false };

describeFacts('configuration', (fact) => {
  // COUCHDB facts, Config over HTTP
  fact('a value is a JSON string, PUT answers with the old one', realOnly, async ({ admin }) => {
    const path = `/_node/_local/_config/mycouch_contract/${fresh('key')}`;
    expect((await admin.send('GET', path)).status).toBe(404);
    expect(await admin.send('PUT', path, { body: '"one"' })).toMatchObject({
      status: 200,
      body: '',
    });
    expect((await admin.send('PUT', path, { body: '"two"' })).body).toBe('one');
    expect((await admin.send('GET', path)).body).toBe('two');
    expect((await admin.send('PUT', path, { body: '2' })).status).toBe(400);
    expect((await admin.send('DELETE', path)).status).toBe(200);
  });

  fact(
    'query_servers are refused (403); others see no configuration (401)',
    realOnly,
    async (bench) => {
      const path = '/_node/_local/_config';
      expect(
        (await bench.admin.send('PUT', `${path}/query_servers/x`, { body: '"y"' })).status,
      ).toBe(403);
      expect((await bench.anonymous.send('GET', path)).status).toBe(401);
      expect((await (await bench.user([])).send('GET', path)).status).toBe(401);
    },
  );

  fact('_membership names the nodes of the cluster', { practice: true }, async ({ admin }) => {
    const { body } = await admin.send('GET', '/_membership');
    expect(field(body, 'cluster_nodes')).toEqual(expect.arrayContaining([expect.any(String)]));
  });

  fact(
    'what the practice server does not have it refuses (501), and never pretends',
    { practice: true },
    async (bench) => {
      if (bench.server.kind !== 'practice') return;
      const path = await bench.database();
      for (const [method, target] of [
        ['GET', '/_node/_local/_config'],
        ['GET', '/_active_tasks'],
        ['POST', '/_replicate'],
        ['GET', '/_scheduler/jobs'],
        ['GET', '/_node/_local/_stats'],
        ['PUT', '/_replicator'],
        ['GET', '/_db_updates'],
        ['POST', `${path}/_find`],
        ['POST', `${path}/_index`],
        ['POST', `${path}/_purge`],
        ['GET', `${path}/_revs_limit`],
        ['GET', `${path}/_design/d/_view/v`],
        ['GET', `${path}/_changes?feed=eventsource`],
        ['GET', `${path}/_changes?filter=d/f`],
        ['COPY', `${path}/a`],
      ] as const) {
        const answer = await bench.admin.send(
          method,
          target,
          method === 'POST' ? { body: {} } : {},
        );
        expect(answer, `${method} ${target}`).toMatchObject({
          status: 501,
          body: { error: 'not_implemented' },
        });
      }
    },
  );
});

/** Tokens need a changed configuration, so they get servers of their own; an external one is left alone. */
const ownServers = [
  ...(inject('couchdb').kind === 'private' ? (['private'] as const) : []),
  'practice' as const,
];

describe.each(ownServers)('JWT (%s)', (kind) => {
  let server: CouchDbServer;
  let admin: Client;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const config = (section: string, key: string): string =>
    `/_node/_local/_config/${section}/${encodeURIComponent(key)}`;
  const handlers = async (): Promise<unknown> =>
    field(
      (await anonymousAt(server).send('GET', '/_session')).body,
      'info',
      'authentication_handlers',
    );
  const token = async (
    claims: Record<string, unknown>,
    life = '1h',
    kid = 'k1',
  ): Promise<Client> => {
    const jwt = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuedAt()
      .setExpirationTime(life)
      .sign(privateKey);
    return clientWith(server.url, { authorization: `Bearer ${jwt}` });
  };

  beforeAll(async () => {
    server =
      kind === 'practice'
        ? await startPracticeCouchDb()
        : await startCouchDb(await findCouchDb({ ...process.env, COUCHDB_URL: '' }));
    admin = adminAt(server);
  });
  afterAll(async () => {
    await server.stop();
  });

  // COUCHDB facts, JWT 1
  test('a changed handler list counts only once the listener restarted, by server_options', async () => {
    const list =
      '{chttpd_auth, jwt_authentication_handler}, {chttpd_auth, cookie_authentication_handler}, {chttpd_auth, default_authentication_handler}';
    const put = await admin.send('PUT', config('chttpd', 'authentication_handlers'), {
      body: JSON.stringify(list),
    });
    expect(put.status).toBe(200);
    expect(await handlers()).not.toContain('jwt');
    const options = JSON.stringify('[{recbuf, undefined}, {backlog, 129}]');
    expect(
      (await admin.send('PUT', config('chttpd', 'server_options'), { body: options })).status,
    ).toBe(200);
    await vi.waitFor(
      async () => {
        expect(await handlers()).toContain('jwt');
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  // COUCHDB facts, JWT 2 and 7
  test('a key counts at once; roles come from the claim; the user need not exist', async () => {
    const early = await token({ sub: 'issuer:someone', '_couchdb.roles': ['reader'] });
    // Once in some hundred starts the first token right after the listener's restart met a 500.
    await vi.waitFor(
      async () => {
        expect(await early.send('GET', '/_session')).toMatchObject({ status: 400 });
      },
      { timeout: 10_000, interval: 50 },
    );
    const pem = publicKey
      .export({ type: 'spki', format: 'pem' })
      .toString()
      .trim()
      .replaceAll('\n', '\\n');
    const put = await admin.send('PUT', config('jwt_keys', 'ec:k1'), { body: JSON.stringify(pem) });
    expect(put.status).toBe(200);
    expect((await early.send('GET', '/_session')).body).toMatchObject({
      userCtx: { name: 'issuer:someone', roles: ['reader'] },
      info: { authenticated: 'jwt' },
    });
  });

  // COUCHDB facts, JWT 5
  test('expired is 401, an unknown key 400', async () => {
    const claims = { sub: 'issuer:someone' };
    expect((await (await token(claims, '-1s')).send('GET', '/')).status).toBe(401);
    expect((await (await token(claims, '1h', 'other')).send('GET', '/')).status).toBe(400);
  });

  // COUCHDB facts, JWT 5 and 6
  test('whatever else is wrong has its status, and only exp is looked at', async () => {
    const sign = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header })
        .sign(privateKey);
    const status = async (bearer: string): Promise<number> =>
      (await clientWith(server.url, { authorization: `Bearer ${bearer}` }).send('GET', '/_session'))
        .status;
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const sub = 'issuer:someone';
    expect(await status(await sign({ sub }))).toBe(400);
    expect(await status(await sign({ exp }))).toBe(401);
    expect(await status(await sign({ exp, sub, '_couchdb.roles': null }))).toBe(500);
    expect(await status(await sign({ exp, sub, '_couchdb.roles': 7 }))).toBe(500);
    const good = await sign({ exp, sub, aud: 'somebody else', nbf: exp });
    expect(await status(good)).toBe(200);
    expect(await status(`${good.slice(0, -8)}AAAAAAAA`)).toBe(400);
    expect(await status('not.a.token')).toBe(400);
    expect(await status(await sign({ exp: 'never', sub }))).toBe(200);
  });

  // COUCHDB facts, JWT 4
  test('where tokens are asked first, a bad one fails and a good one beats a cookie; bearer is not Bearer', async () => {
    const signedIn = await anonymousAt(server).send('POST', '/_session', {
      body: { name: server.username, password: server.password },
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const good = await new SignJWT({ sub: 'issuer:someone' })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setExpirationTime('1h')
      .sign(privateKey);
    const session = async (authorization: string, more: Record<string, string> = { cookie }) =>
      clientWith(server.url, { authorization, ...more }).send('GET', '/_session');
    expect((await session('Bearer a.b.c')).status).toBe(400);
    expect((await session(`Bearer ${good}`)).body).toMatchObject({
      userCtx: { name: 'issuer:someone' },
    });
    expect((await session(`bearer ${good}`, {})).body).toMatchObject({ userCtx: { name: null } });
  });

  // COUCHDB facts, JWT 7
  test('_admin in the claim is a server administrator, an administrator’s name is not', async () => {
    const ruler = await token({ sub: 'issuer:someone', '_couchdb.roles': ['_admin'] });
    expect((await ruler.send('GET', '/_node/_local/_config/jwt_keys')).status).toBe(200);
    const namesake = await token({ sub: server.username });
    expect((await namesake.send('GET', '/_node/_local/_config/jwt_keys')).status).toBe(401);
  });

  // COUCHDB facts, Config over HTTP and JWT 2
  test('configuration is text, answers with the old value, and a removed key counts no more', async () => {
    const path = config('jwt_keys', 'ec:k1');
    expect((await admin.send('PUT', path, { body: '7' })).status).toBe(400);
    expect((await admin.send('PUT', path, { body: JSON.stringify('a\nb') })).status).toBe(400);
    const { body: before } = await admin.send('GET', path);
    expect(await admin.send('PUT', path, { body: JSON.stringify(before) })).toMatchObject({
      status: 200,
      body: before,
    });
    expect((await admin.send('GET', config('jwt_keys', 'ec:none'))).status).toBe(404);
    const name = field((await admin.send('GET', '/_membership')).body, 'cluster_nodes', 0);
    const node = `/_node/${encodeURIComponent(String(name))}`;
    expect((await admin.send('GET', `${node}/_config/jwt_keys`)).body).toMatchObject({
      'ec:k1': before,
    });
    expect((await admin.send('GET', '/_node/none@nowhere/_config/jwt_keys')).status).toBe(404);
    expect((await anonymousAt(server).send('GET', '/_node/_local/_config')).status).toBe(401);
    const client = await token({ sub: 'issuer:someone' });
    expect((await client.send('GET', '/_session')).status).toBe(200);
    expect((await admin.send('DELETE', path)).status).toBe(200);
    expect((await client.send('GET', '/_session')).status).toBe(400);
    expect((await admin.send('DELETE', path)).status).toBe(404);
    await admin.send('PUT', path, { body: JSON.stringify(before) });
  });

  // COUCHDB facts, JWT 8
  test('a changed _security refuses an issued token at once', async () => {
    const path = `/${fresh('jwt')}`;
    await admin.send('PUT', path);
    await admin.send('PUT', `${path}/_security`, { body: members('t:1:1') });
    const client = await token({ sub: 'issuer:someone', '_couchdb.roles': ['t:1:1'] });
    expect((await client.send('GET', path)).status).toBe(200);
    await admin.send('PUT', `${path}/_security`, { body: members('t:1:2') });
    expect((await client.send('GET', path)).status).toBe(403);
  });
});
