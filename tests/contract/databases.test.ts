import { expect } from 'vitest';
import { field, fresh, text } from './client.ts';
import { describeFacts, members } from './suite.ts';

const practice = { practice: true };

const leadingNumber = (sequence: unknown): number => Number.parseInt(String(sequence), 10);

describeFacts('databases', (fact) => {
  fact(
    'the welcome document names CouchDB, its version and a uuid',
    practice,
    async ({ anonymous, server }) => {
      const first = await anonymous.send('GET', '/');
      expect(first.status).toBe(200);
      expect(first.body).toMatchObject({ couchdb: 'Welcome', version: server.version });
      expect(text(first.body, 'uuid')).toMatch(/^[0-9a-f]{32}$/);
      const second = await anonymous.send('GET', '/');
      expect(field(second.body, 'uuid')).toBe(field(first.body, 'uuid'));
      const vendor = text(first.body, 'vendor', 'name');
      expect(vendor.includes('practice')).toBe(server.kind === 'practice');
    },
  );

  fact('_up and _uuids answer anybody', practice, async ({ anonymous }) => {
    expect((await anonymous.send('GET', '/_up')).body).toMatchObject({ status: 'ok' });
    const { body } = await anonymous.send('GET', '/_uuids?count=3');
    expect(field(body, 'uuids')).toHaveLength(3);
    expect(text(body, 'uuids', 0)).toMatch(/^[0-9a-f]{32}$/);
  });

  fact(
    'a database is made with 201, again with 412, deleted with 200, again with 404',
    practice,
    async ({ admin }) => {
      const path = `/${fresh('life')}`;
      expect((await admin.send('GET', path)).body).toEqual({
        error: 'not_found',
        reason: 'Database does not exist.',
      });
      expect(await admin.send('PUT', path)).toMatchObject({ status: 201, body: { ok: true } });
      const again = await admin.send('PUT', path);
      expect(again).toMatchObject({ status: 412, body: { error: 'file_exists' } });
      expect((await admin.send('HEAD', path)).status).toBe(200);
      expect(await admin.send('DELETE', path)).toMatchObject({ status: 200, body: { ok: true } });
      expect((await admin.send('DELETE', path)).status).toBe(404);
      expect((await admin.send('GET', `${path}/_security`)).status).toBe(404);
    },
  );

  fact(
    'a database made again under the same name is empty and admin-only',
    practice,
    async ({ admin, anonymous }) => {
      const path = `/${fresh('reborn')}`;
      await admin.send('PUT', path);
      await admin.send('PUT', `${path}/_security`, { body: members('somebody') });
      await admin.send('PUT', `${path}/old`, { body: {} });
      await admin.send('DELETE', path);
      await admin.send('PUT', path);
      expect((await admin.send('GET', `${path}/old`)).status).toBe(404);
      expect((await anonymous.send('GET', path)).status).toBe(401);
      expect((await admin.send('GET', `${path}/_security`)).body).toMatchObject({
        members: { roles: ['_admin'] },
      });
      await admin.send('DELETE', path);
    },
  );

  fact(
    'only the server administrator makes, deletes and lists databases (401)',
    practice,
    async (bench) => {
      const path = await bench.database(members('reader'));
      const user = await bench.user(['reader']);
      for (const client of [user, bench.anonymous]) {
        for (const [method, target] of [
          ['PUT', `/${fresh('refused')}`],
          ['DELETE', path],
          ['GET', '/_all_dbs'],
          ['POST', '/_dbs_info'],
        ] as const) {
          const body = method === 'POST' ? { body: { keys: [path.slice(1)] } } : {};
          const answer = await client.send(method, target, body);
          expect(answer, `${method} ${target}`).toMatchObject({
            status: 401,
            body: { error: 'unauthorized' },
          });
        }
      }
    },
  );

  // COUCHDB facts, Databases and _security 6
  fact(
    'names: a lower-case letter first, a slash allowed, at most 238 bytes',
    practice,
    async ({ admin }) => {
      for (const name of ['Upper', '1st', '_own', 'a.b', 'a b', 'é', '-a']) {
        const answer = await admin.send('PUT', `/${encodeURIComponent(name)}`);
        expect(answer, name).toMatchObject({
          status: 400,
          body: { error: 'illegal_database_name' },
        });
      }
      const tooLong = await admin.send('PUT', `/${'a'.repeat(239)}`);
      expect(tooLong).toMatchObject({ status: 400, body: { error: 'database_name_too_long' } });
      const stem = fresh('n');
      for (const name of [`${stem}/x_$()+-9`, `${stem}${'a'.repeat(238 - stem.length)}`]) {
        const path = `/${encodeURIComponent(name)}`;
        expect((await admin.send('PUT', path)).status).toBe(201);
        expect((await admin.send('GET', path)).body).toMatchObject({ db_name: name });
        expect((await admin.send('DELETE', path)).status).toBe(200);
      }
    },
  );

  fact(
    '_all_dbs lists every database by bytes and takes a range',
    practice,
    async ({ admin, database }) => {
      const name = (await database()).slice(1);
      const all = (await admin.send('GET', '/_all_dbs')).body;
      expect(all).toEqual(expect.arrayContaining([name, '_users', 'accounting', 'archive/2019']));
      const range = `startkey=${JSON.stringify(name)}&endkey=${JSON.stringify(name)}`;
      expect((await admin.send('GET', `/_all_dbs?${range}`)).body).toEqual([name]);
      expect((await admin.send('GET', '/_all_dbs?limit=1&skip=1')).body).toHaveLength(1);
    },
  );

  fact(
    '_dbs_info tells many at once and marks the unknown; 101 names are refused',
    practice,
    async ({ admin, database }) => {
      const name = (await database()).slice(1);
      const known = await admin.send('POST', '/_dbs_info', {
        body: { keys: [name, 'no-such-database'] },
      });
      expect(known.status).toBe(200);
      expect(known.body).toMatchObject([
        { key: name, info: { db_name: name, doc_count: 0 } },
        { key: 'no-such-database', error: 'not_found' },
      ]);
      const keys = Array.from({ length: 101 }, () => name);
      const refused = await admin.send('POST', '/_dbs_info', { body: { keys } });
      expect(refused).toMatchObject({ status: 400, body: { reason: 'too_many_keys' } });
    },
  );

  // COUCHDB facts, Databases and _security 3
  fact(
    'an identical _security raises update_seq and is in no feed',
    practice,
    async ({ admin, database }) => {
      const security = members('reader');
      const path = await database(security);
      const info = async (): Promise<number> => {
        const { body } = await admin.send('POST', '/_dbs_info', {
          body: { keys: [path.slice(1)] },
        });
        return leadingNumber(field(body, 0, 'info', 'update_seq'));
      };
      const before = await info();
      const since = text((await admin.send('GET', `${path}/_changes`)).body, 'last_seq');
      await admin.send('PUT', `${path}/_security`, { body: security });
      expect(await info()).toBeGreaterThan(before);
      const changes = await admin.send(
        'GET',
        `${path}/_changes?since=${encodeURIComponent(since)}`,
      );
      expect(field(changes.body, 'results')).toEqual([]);
    },
  );

  fact(
    'writing a document raises update_seq and doc_count',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const before = (await admin.send('GET', path)).body;
      await admin.send('PUT', `${path}/a`, { body: {} });
      const after = (await admin.send('GET', path)).body;
      expect(leadingNumber(field(after, 'update_seq'))).toBeGreaterThan(
        leadingNumber(field(before, 'update_seq')),
      );
      expect(field(after, 'doc_count')).toBe(1);
      expect(field(after, 'doc_del_count')).toBe(0);
    },
  );

  fact(
    'deleted documents are counted, and those written again are not',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const made = await admin.send('PUT', `${path}/a`, { body: {} });
      const rev = field(made.body, 'rev');
      await admin.send('PUT', `${path}/a`, { body: { _rev: rev, _deleted: true } });
      const info = (await admin.send('GET', path)).body;
      expect([field(info, 'doc_count'), field(info, 'doc_del_count')]).toEqual([0, 1]);
      await admin.send('PUT', `${path}/a`, { body: { again: true } });
      const again = (await admin.send('GET', path)).body;
      expect([field(again, 'doc_count'), field(again, 'doc_del_count')]).toEqual([1, 0]);
    },
  );
});
