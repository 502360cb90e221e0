import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { findCouchDb, startCouchDb } from '../support/couchdb-server.ts';
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

  fact('_membership names the nodes of the cluster', realOnly, async ({ admin }) => {
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
        ['GET', '/_membership'],
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

/** Tokens need a changed configuration, so they get a server of their own; only a private one can be had. */
describe.skipIf(inject('couchdb').kind !== 'private')('JWT (a private CouchDB)', () => {
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
    server = await startCouchDb(await findCouchDb({ ...process.env, COUCHDB_URL: '' }));
    admin = adminAt(server);
  });
  afterAll(async () => {
    await server.stop();
  });

  // COUCHDB facts, JWT 1
  test('a changed handler list counts only once the listener restarted, by server_options', async () => {
    const list =
      '{chttpd_auth, cookie_authentication_handler}, {chttpd_auth, jwt_authentication_handler}, {chttpd_auth, default_authentication_handler}';
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
