import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { testConnection } from '../../src/couch/test-connection.ts';
import { makeCredential } from '../../src/main/provisioning/password.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { systemClock } from '../support/registry-samples.ts';
import { json, startScriptedServer, type Script } from '../support/scripted-server.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

const tried = (url: string, credentials = { username: 'admin', password: 'canary-secret' }) =>
  testConnection({ url, credentials, clock: systemClock, random: Math.random, timeout: 5000 });
const problem = async (url: string, credentials?: { username: string; password: string }) => {
  const report = await tried(url, credentials);
  expect(JSON.stringify(report)).not.toContain('canary-secret');
  if (report.ok) throw new Error('was expected to find something wrong');
  expect(report.problem.message).not.toBe('');
  expect(report.problem.remedy).not.toBe('');
  return report.problem;
};
const scripted = async (script: Script) => {
  const server = await startScriptedServer(script);
  ending.push(() => server.stop());
  return server;
};
const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

describe('a connection test', () => {
  it('finds nothing wrong with a good server, and changes nothing on it', async () => {
    const server = inject('couchdb');
    const admin = rawClient(server, server);
    const before = await admin('GET', '/_all_dbs');
    expect(await tried(server.url, server)).toMatchObject({ ok: true, version: server.version });
    const after = await admin('GET', '/_all_dbs');
    expect(after.status).toBe(before.status);
  });

  it('names a wrong password', async () => {
    const { url } = inject('couchdb');
    const username = `nobody-${randomUUID()}`;
    expect((await problem(url, { username, password: 'wrong' })).code).toBe(
      'server-wrong-password',
    );
  });

  it('names a lockout', async ({ skip }) => {
    const server = inject('couchdb');
    if (server.kind === 'practice') skip('the practice server locks nobody out');
    const { password, hash } = await makeCredential(randomBytes);
    const username = `locked-${randomUUID()}`;
    await rawClient(server, server)('PUT', `/_users/org.couchdb.user:${username}`, {
      type: 'user',
      name: username,
      roles: [],
      password_scheme: 'pbkdf2',
      pbkdf2_prf: 'sha256',
      iterations: hash.iterations,
      salt: hash.salt,
      derived_key: hash.sha256,
    });
    for (let wrong = 0; wrong < 5; wrong++)
      await problem(server.url, { username, password: 'wrong' });
    expect((await problem(server.url, { username, password })).code).toBe('server-locked-out');
  });

  it('names an account that is no administrator', async () => {
    const server = inject('couchdb');
    const { password, hash } = await makeCredential(randomBytes);
    const username = `plain-${randomUUID()}`;
    await rawClient(server, server)('PUT', `/_users/org.couchdb.user:${username}`, {
      type: 'user',
      name: username,
      roles: [],
      password_scheme: 'pbkdf2',
      pbkdf2_prf: 'sha256',
      iterations: hash.iterations,
      salt: hash.salt,
      derived_key: hash.sha256,
    });
    expect((await problem(server.url, { username, password })).code).toBe(
      'server-not-administrator',
    );
  });

  it('names an address where nothing listens, and a name that is not known', async () => {
    const server = await scripted(() => undefined);
    await server.stop();
    expect(await problem(server.url)).toMatchObject({
      code: 'server-refused',
      message: 'Nothing accepts connections at this address.',
    });
    expect(await problem('http://no-such-host.invalid:5984')).toMatchObject({
      code: 'server-refused',
      message: 'The name of the server is not known.',
    });
  });

  it('names an address that is none', async () => {
    expect((await problem('http://admin:canary-secret@127.0.0.1:5984')).code).toBe(
      'address-invalid',
    );
    expect((await problem('127.0.0.1:5984')).code).toBe('address-invalid');
  });

  it.each<[string, Script]>([
    [
      'a web site',
      (_q, r) => {
        r.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi</h1>');
      },
    ],
    [
      'a service that answers other JSON',
      (_q, r) => {
        json(r, 200, { name: 'elasticsearch' });
      },
    ],
    [
      'a redirect',
      (_q, r) => {
        r.writeHead(301, { location: 'https://example.org/' }).end();
      },
    ],
    [
      'a CouchDB that is too old',
      (_q, r) => {
        json(r, 200, { couchdb: 'Welcome', version: '2.3.1', uuid: 'u' });
      },
    ],
    [
      'a service that knows nothing',
      (_q, r) => {
        json(r, 404, { error: 'no' });
      },
    ],
  ])('names %s, before any password is sent', async (_name, script) => {
    const server = await scripted(script);
    expect((await problem(server.url)).code).toBe('server-not-couchdb');
    expect(server.seen.every(({ url }) => url === '/')).toBe(true);
  });

  it('names something that does not speak HTTP, and one that never answers', async () => {
    const mail = createServer((socket) => socket.resume().end('220 mail ready\r\n'));
    ending.push(() => new Promise((resolve) => mail.close(resolve)));
    const url = `http://127.0.0.1:${String(await listening(mail))}`;
    expect((await problem(url)).code).toBe('server-not-couchdb');
    const silent = await scripted(() => undefined);
    const report = await testConnection({
      url: silent.url,
      credentials: { username: 'a', password: 'b' },
      clock: systemClock,
      random: Math.random,
      timeout: 100,
    });
    expect(report).toMatchObject({ ok: false, problem: { code: 'server-timeout' } });
  });

  it('names a secure connection that cannot be made', async () => {
    const plain = await scripted((_q, r) => {
      json(r, 200, {});
    });
    expect((await problem(plain.url.replace('http:', 'https:'))).code).toBe('server-certificate');
    // A TLS server without any certificate refuses every handshake.
    const bare = createTlsServer();
    ending.push(() => new Promise((resolve) => bare.close(resolve)));
    const url = `https://127.0.0.1:${String(await listening(bare))}`;
    expect((await problem(url)).code).toBe('server-certificate');
  });

  it('names a server that is open to everybody', async () => {
    const server = await scripted((request, response) => {
      const everybody = { userCtx: { name: null, roles: ['_admin'] } };
      if (request.url === '/')
        json(response, 200, { couchdb: 'Welcome', version: '3.3.0', uuid: 'u' });
      else json(response, 200, everybody, { 'set-cookie': 'AuthSession=x; Path=/' });
    });
    expect(await problem(server.url)).toMatchObject({ code: 'server-not-administrator' });
  });

  it('names a server whose set-up was never finished', async () => {
    const server = await scripted((request, response) => {
      const roles = request.cookie === undefined ? [] : ['_admin'];
      if (request.url === '/')
        json(response, 200, { couchdb: 'Welcome', version: '3.3.0', uuid: 'u' });
      else if (request.url === '/_users') json(response, 404, { error: 'not_found' });
      else
        json(
          response,
          200,
          { userCtx: { name: null, roles } },
          { 'set-cookie': 'AuthSession=x; Path=/' },
        );
    });
    expect(await problem(server.url)).toMatchObject({ code: 'server-failed' });
  });

  it('connects to a server that lets nobody see even its welcome', async () => {
    const server = await scripted((request, response) => {
      const cookie = { 'set-cookie': 'AuthSession=x; Path=/' };
      if (request.url === '/_session' && request.method === 'POST')
        json(response, 200, { ok: true }, cookie);
      else if (request.cookie === undefined)
        json(response, 401, { error: 'unauthorized', reason: 'Authentication required.' });
      else if (request.url === '/')
        json(response, 200, { couchdb: 'Welcome', version: '3.5.0', uuid: 'u' });
      else if (request.url === '/_session')
        json(response, 200, { userCtx: { name: 'admin', roles: ['_admin'] } });
      else if (request.url === '/_users')
        json(response, 200, { db_name: '_users', doc_count: 0, doc_del_count: 0, update_seq: '0' });
      else json(response, 404, { error: 'not_found' });
    });
    expect(await tried(server.url)).toMatchObject({ ok: true, registryFound: false });
  });
});
