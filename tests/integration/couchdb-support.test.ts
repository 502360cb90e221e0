import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { findCouchDb, startCouchDb } from '../support/couchdb-server.ts';
import { buildProgram, startProgram } from '../support/run-program.ts';
import { clean, pollute } from '../support/pollute.ts';
import { adminAt } from '../contract/client.ts';

const choice = await findCouchDb({ ...process.env, COUCHDB_URL: '' });

const survives = async (server: CouchDbServer): Promise<void> => {
  const admin = adminAt(server);
  expect((await admin.send('PUT', '/kept')).status).toBe(201);
  expect((await admin.send('PUT', '/kept/a', { body: { v: 1 } })).status).toBe(201);
  if (server.kill !== undefined) {
    await server.kill();
    await expect(admin.send('GET', '/_up')).rejects.toThrow();
  }
  await server.restart?.();
  expect((await admin.send('GET', '/kept/a')).body).toMatchObject({ v: 1 });
};

describe('servers for tests', () => {
  test('COUCHDB_URL comes first, then an installed one, then the practice server', async () => {
    const address = 'http://a:b@127.0.0.1:1';
    expect(await findCouchDb({ COUCHDB_URL: address, PATH: '' })).toEqual({
      kind: 'external',
      address,
    });
    if (choice.kind !== 'private') {
      expect(await findCouchDb({ PATH: '/nonexistent' })).toEqual({ kind: 'practice' });
      return;
    }
    const folder = await mkdtemp(join(tmpdir(), 'mycouch-path-'));
    await symlink(choice.binary, join(folder, 'couchdb'));
    const PATH = `/nonexistent:${folder}`;
    const { kind, binary, defaults } = choice;
    const plain = { kind, binary, defaults };
    expect(await findCouchDb({ PATH })).toEqual(plain);
    expect(await findCouchDb({ PATH, MYCOUCH_TEST_HASH_ROUNDS: '1000' })).toEqual({
      ...plain,
      iterations: 1000,
    });
    expect(await findCouchDb({ PATH, MYCOUCH_TEST_HASH_ROUNDS: 'few' })).toEqual(plain);
    await rm(folder, { recursive: true });
  });

  test('an external server is used as it is, without its credentials in the address', async () => {
    const { url, username, password } = inject('couchdb');
    const address = new URL(url);
    address.username = username;
    address.password = password;
    const server = await startCouchDb({ kind: 'external', address: address.href });
    expect(server).toMatchObject({ kind: 'external', url, username, password });
    await server.stop();
    expect((await adminAt(server).send('GET', '/_up')).status).toBe(200);
    await expect(startCouchDb({ kind: 'external', address: url })).rejects.toThrow(
      'no administrator',
    );
  });

  test('several start side by side, each with its own data, and end alone', async () => {
    const servers = await Promise.all([
      startCouchDb(choice),
      startCouchDb(choice),
      startCouchDb({ kind: 'practice' }),
    ]);
    expect(new Set(servers.map(({ url }) => url)).size).toBe(3);
    const [, ...others] = servers;
    await Promise.all(servers.map(survives));
    const remains = await pollute(servers[0]);
    expect(remains.made.databases).toEqual(remains.databases);
    const again = await pollute(servers[0]);
    expect(again.made).toEqual({ databases: [], users: [] });
    await clean(servers[0], remains);
    expect((await adminAt(servers[0]).send('GET', '/accounting')).status).toBe(404);
    await servers[0].stop();
    await expect(adminAt(servers[0]).send('GET', '/_up')).rejects.toThrow();
    for (const server of others) {
      expect((await adminAt(server).send('GET', '/kept/a')).status).toBe(200);
      await server.stop();
    }
  });

  test('an installation that cannot start is told, and leaves no folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mycouch-broken-'));
    const binary = '/bin/false';
    if (!existsSync(binary)) return;
    await expect(startCouchDb({ kind: 'private', binary, defaults: folder })).rejects.toThrow(
      'CouchDB ended while starting',
    );
    await rm(folder, { recursive: true });
  });

  test.skipIf(choice.kind !== 'private')(
    'a run that is killed takes its server along',
    async () => {
      const program = await buildProgram('couchdb-owner');
      const owner = startProgram(program, [], { env: { COUCHDB_URL: '' } });
      await owner.until(() => owner.lines.length > 0);
      const [url = ''] = owner.lines;
      expect((await fetch(`${url}/_up`)).status).toBe(200);
      owner.kill('SIGKILL');
      await owner.ended;
      await expect
        .poll(
          async () =>
            fetch(`${url}/_up`).then(
              () => 'up',
              () => 'gone',
            ),
          { timeout: 10_000 },
        )
        .toBe('gone');
      await program.remove();
    },
  );
});
