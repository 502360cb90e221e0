import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPracticeServer, type PracticeServer } from '../../src/practice/server.ts';
import { adminAt, clientWith, field, text, type Client } from '../contract/client.ts';

describe('the practice server', () => {
  let directory: string;
  let server: PracticeServer;
  let admin: Client;
  const credentials = { username: 'admin', password: 'a-password' };

  const start = async (): Promise<void> => {
    server = await startPracticeServer({
      directory,
      port: 0,
      adminUsername: credentials.username,
      adminPassword: credentials.password,
      maxBodyBytes: 100_000,
      guardTimeLimit: 100,
      sessionSeconds: 2,
    });
    admin = adminAt({ kind: 'practice', url: server.url, version: '', ...credentials });
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mycouch-practice-server-'));
    await start();
  });
  afterEach(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Sends bytes as they are and resolves with what came back when the connection ended. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk.toString();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve(answer);
      });
      socket.write(bytes);
    });

  test('survives bytes that are no HTTP, and half a request', async () => {
    expect(await raw('\u0000\u0001nonsense\r\n\r\n')).toContain('400');
    expect(await raw('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: -1\r\n\r\n')).toContain(
      '400',
    );
    expect((await admin.send('GET', '/_up')).status).toBe(200);
  });

  test('refuses a body above its limit, told or not', async () => {
    await admin.send('PUT', '/db');
    const docs = [{ _id: 'a', v: 'x'.repeat(200_000) }];
    expect(await admin.send('POST', '/db/_bulk_docs', { body: { docs } })).toMatchObject({
      status: 413,
      body: { error: 'too_large' },
    });
    const chunk = `${(200_000).toString(16)}\r\n${'x'.repeat(200_000)}\r\n0\r\n\r\n`;
    const basic = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
    const head = `PUT /db/a HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Basic ${basic}\r\ntransfer-encoding: chunked\r\n\r\n`;
    expect(await raw(head + chunk)).toContain('413');
    expect((await admin.send('GET', '/db/a')).status).toBe(404);
  });

  test('answers under loopback names only', async () => {
    expect(
      await raw('GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n'),
    ).toContain('400 Bad Request');
    expect(await raw('GET / HTTP/1.1\r\nhost: localhost:1\r\nconnection: close\r\n\r\n')).toContain(
      '200 OK',
    );
  });

  test('any request gets an answer below 500, or a told lack (501)', async () => {
    await admin.send('PUT', '/db');
    await admin.send('PUT', '/db/a', { body: {} });
    const paths = [
      '/',
      '/_all_dbs',
      '/_session',
      '/_dbs_info',
      '/db',
      '/db/a',
      '/db/_all_docs',
      '/db/_changes',
      '/db/_bulk_docs',
      '/db/_bulk_get',
      '/db/_revs_diff',
      '/db/_local/x',
      '/db/_design/x',
      '/db/a/att',
      '/db/_missing_revs',
      '/db/__proto__',
      '/constructor',
      '/db/constructor',
      '/_users',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.constantFrom('GET', 'PUT', 'POST', 'HEAD', 'OPTIONS', 'PATCH'),
        fc.constantFrom(
          '',
          '?rev=x',
          '?since=-1',
          '?limit=-1',
          '?keys={',
          '?open_revs=3',
          '?startkey=[1]',
          '?key=1',
          '?include_docs=maybe',
          '?new_edits=false',
          '?attachments=true',
          '?feed=longpoll&timeout=1',
          '?%zz',
        ),
        fc.oneof(
          fc.constant(undefined),
          fc.jsonValue(),
          fc.record({
            docs: fc.jsonValue(),
            keys: fc.jsonValue(),
            doc_ids: fc.jsonValue(),
            new_edits: fc.jsonValue(),
          }),
        ),
        async (path, method, query, body) => {
          const sends = method !== 'GET' && method !== 'HEAD' && body !== undefined;
          const options = sends ? { body: JSON.stringify(body) } : {};
          const { status } = await admin.send(method, `${path}${query}`, options);
          expect(
            status < 500 || status === 501,
            `${method} ${path}${query} ${JSON.stringify(body)} ${String(status)}`,
          ).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
    expect((await admin.send('GET', '/db/a')).status).toBe(200);
  });

  test('a guard that never ends costs its time and refuses the write', async () => {
    await admin.send('PUT', '/db');
    const source = 'function (doc) { if (doc.loop) while (true) {} }';
    await admin.send('PUT', '/db/_design/g', { body: { validate_doc_update: source } });
    expect(await admin.send('PUT', '/db/a', { body: { loop: 1 } })).toMatchObject({
      status: 500,
      body: { error: 'timeout' },
    });
    expect((await admin.send('PUT', '/db/a', { body: {} })).status).toBe(201);
  });

  test('a session ends after its time, and is renewed while it is used', async () => {
    const signedIn = await admin.send('POST', '/_session', {
      body: { name: 'admin', password: credentials.password },
    });
    const cookieOf = (headers: Headers): string =>
      (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const first = cookieOf(signedIn.headers);
    const who = async (cookie: string) =>
      clientWith(server.url, { cookie }).send('GET', '/_session');
    let renewed = '';
    await expect
      .poll(
        async () => {
          const { headers, body } = await who(first);
          renewed = renewed === '' ? cookieOf(headers) : renewed;
          return field(body, 'userCtx', 'name');
        },
        { timeout: 5_000, interval: 50 },
      )
      .toBeNull();
    expect(renewed).toMatch(/^AuthSession=./);
    expect(renewed).not.toBe(first);
  });

  test('databases, security, sequences and sessions live across a restart; no folder is left over', async () => {
    await admin.send('PUT', '/db');
    await admin.send('PUT', '/dropped');
    await admin.send('PUT', '/dropped/a', { body: {} });
    await admin.send('PUT', '/db/a', { body: { v: 1 } });
    await admin.send('PUT', '/db/_security', { body: { members: { roles: ['r'] } } });
    const before = (await admin.send('GET', '/db')).body;
    const last = text((await admin.send('GET', '/db/_changes')).body, 'last_seq');
    await admin.send('DELETE', '/dropped');
    await server.stop();
    expect(await readdir(join(directory, 'databases'))).toHaveLength(1);
    await start();
    expect((await admin.send('GET', '/db')).body).toEqual(before);
    expect((await admin.send('GET', '/_all_dbs')).body).toEqual(['_users', 'db']);
    await admin.send('PUT', '/db/b', { body: {} });
    const changes = (await admin.send('GET', `/db/_changes?since=${last}`)).body;
    expect(field(changes, 'results')).toMatchObject([{ id: 'b' }]);
    expect(field(changes, 'results', 1)).toBeUndefined();
  });

  test('more databases than stay open at once', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `many-${String(index)}`);
    await Promise.all(names.map((name) => admin.send('PUT', `/${name}`)));
    await Promise.all(names.map((name) => admin.send('PUT', `/${name}/a`, { body: { name } })));
    const found = await Promise.all(names.map((name) => admin.send('GET', `/${name}/a`)));
    expect(found.map(({ body }) => field(body, 'name'))).toEqual(names);
    const infos = await admin.send('POST', '/_dbs_info', { body: { keys: names.slice(0, 100) } });
    expect(field(infos.body, 99, 'info', 'doc_count')).toBe(1);
  });

  test('stopping ends open feeds and finishes running requests', async () => {
    await admin.send('PUT', '/db');
    const feed = await admin.open(
      '/db/_changes?feed=continuous&heartbeat=10000',
      new AbortController().signal,
    );
    const ended = feed.text();
    const writes = Array.from({ length: 20 }, (_, index) =>
      admin.send('PUT', `/db/${String(index)}`, { body: {} }),
    );
    await Promise.all(writes);
    await server.stop();
    expect(await ended).toContain('"last_seq"');
    await expect(admin.send('GET', '/_up')).rejects.toThrow();
  });
});
