import { expect } from 'vitest';
import { field, fields, text } from './client.ts';
import { describeFacts, members } from './suite.ts';

const practice = { practice: true };
const realOnly = { practice: false };

const digestPattern: unknown = expect.stringMatching(/^md5-/);
const tombstone = { _deleted: true };

describeFacts('documents', (fact) => {
  fact('write, read, change, delete, and write again', practice, async ({ admin, database }) => {
    const path = `${await database()}/doc`;
    expect(await admin.send('GET', path)).toMatchObject({
      status: 404,
      body: { reason: 'missing' },
    });
    const first = await admin.send('PUT', path, { body: { v: 1, _attachments: {} } });
    expect(first).toMatchObject({ status: 201, body: { ok: true, id: 'doc' } });
    const rev1 = text(first.body, 'rev');
    expect(rev1).toMatch(/^1-[0-9a-f]{32}$/);
    const read = await admin.send('GET', path);
    expect(read.body).toEqual({ _id: 'doc', _rev: rev1, v: 1 });
    expect(read.headers.get('etag')).toBe(`"${rev1}"`);
    const second = await admin.send('PUT', `${path}?rev=${rev1}`, { body: { v: 2 } });
    const rev2 = text(second.body, 'rev');
    expect((await admin.send('GET', `${path}?rev=${rev1}`)).body).toMatchObject({ v: 1 });
    const gone = await admin.send('DELETE', `${path}?rev=${rev2}`);
    expect(gone).toMatchObject({ status: 200, body: { ok: true, id: 'doc' } });
    expect(text(gone.body, 'rev')).toMatch(/^3-/);
    expect(await admin.send('GET', path)).toMatchObject({
      status: 404,
      body: { reason: 'deleted' },
    });
    const back = await admin.send('PUT', path, { body: { v: 4 } });
    expect(text(back.body, 'rev')).toMatch(/^4-/);
  });

  fact(
    'a missing, a stale and an invented revision conflict (409)',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const first = await admin.send('PUT', `${path}/doc`, { body: { v: 1 } });
      const rev1 = text(first.body, 'rev');
      await admin.send('PUT', `${path}/doc`, { body: { v: 2, _rev: rev1 } });
      const invented = '1-967a00dff5e02add41819138abb3284d';
      for (const [target, body] of [
        ['doc', { v: 3 }],
        ['doc', { v: 3, _rev: rev1 }],
        ['doc', { v: 3, _rev: invented }],
      ] as const) {
        const answer = await admin.send('PUT', `${path}/${target}`, { body });
        expect(answer).toMatchObject({
          status: 409,
          body: { error: 'conflict', reason: 'Document update conflict.' },
        });
      }
      expect((await admin.send('DELETE', `${path}/doc?rev=${rev1}`)).status).toBe(409);
      expect((await admin.send('DELETE', `${path}/nothing`)).status).toBe(404);
    },
  );

  fact('a document with a wrong shape is refused (400)', practice, async ({ admin, database }) => {
    const path = await database();
    for (const [target, body, error] of [
      ['a', '{bad', 'bad_request'],
      ['a', '[]', 'bad_request'],
      ['a', '"x"', 'bad_request'],
      ['a', { _foo: 1 }, 'doc_validation'],
      ['a', { _rev: 'nope' }, 'bad_request'],
      ['_foo', {}, 'illegal_docid'],
      ['_design/d', { validate_doc_update: 1 }, 'invalid_design_doc'],
    ] as const) {
      const answer = await admin.send('PUT', `${path}/${target}`, { body });
      expect(answer, JSON.stringify([target, body])).toMatchObject({
        status: 400,
        body: { error },
      });
    }
    expect((await admin.send('GET', `${path}?rev=bogus`)).status).toBe(200);
    expect((await admin.send('GET', `${path}/a?rev=bogus`)).status).toBe(400);
  });

  fact(
    'a document above 8,000,000 bytes is refused (413)',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const answer = await admin.send('PUT', `${path}/big`, { body: { x: 'a'.repeat(8_100_000) } });
      expect(answer).toMatchObject({ status: 413, body: { error: 'document_too_large' } });
      expect((await admin.send('GET', `${path}/big`)).status).toBe(404);
    },
  );

  fact('POST makes an id, and wants JSON (415)', practice, async ({ admin, database }) => {
    const path = await database();
    const made = await admin.send('POST', path, { body: { v: 1 } });
    expect(made.status).toBe(201);
    expect((await admin.send('GET', `${path}/${text(made.body, 'id')}`)).status).toBe(200);
    const plain = { body: '{}', headers: { 'content-type': 'text/plain' } };
    expect((await admin.send('POST', path, plain)).status).toBe(415);
  });

  fact(
    'ids may hold slashes, spaces and letters of any script',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      for (const id of ['a/b', 'ein Käse', '日本', 'org.couchdb.user:x', 'a+b&c=d?e']) {
        const target = `${path}/${encodeURIComponent(id)}`;
        expect((await admin.send('PUT', target, { body: {} })).body).toMatchObject({
          ok: true,
          id,
        });
        expect((await admin.send('GET', target)).body).toMatchObject({ _id: id });
      }
    },
  );

  fact('_bulk_docs writes each by itself', practice, async ({ admin, database }) => {
    const path = await database();
    const first = await admin.send('PUT', `${path}/a`, { body: {} });
    const docs = [
      { _id: 'a' },
      { _id: 'b', v: 1 },
      { _id: 'a', _rev: text(first.body, 'rev'), ...tombstone },
      { v: 2 },
    ];
    const { status, body } = await admin.send('POST', `${path}/_bulk_docs`, { body: { docs } });
    expect(status).toBe(201);
    expect(field(body, 0)).toEqual({
      id: 'a',
      error: 'conflict',
      reason: 'Document update conflict.',
    });
    expect(field(body, 1)).toMatchObject({ ok: true, id: 'b' });
    expect(field(body, 2)).toMatchObject({ ok: true, id: 'a' });
    expect(field(body, 3)).toMatchObject({ ok: true });
    expect((await admin.send('GET', `${path}/a`)).status).toBe(404);
    for (const bad of [{}, { docs: [3] }, { docs: [{ _id: '_x' }] }, { docs: [{ _id: 3 }] }]) {
      const answer = await admin.send('POST', `${path}/_bulk_docs`, { body: bad });
      expect(answer.status, JSON.stringify(bad)).toBe(400);
    }
  });

  fact(
    'new_edits: false takes revisions as they are and tells only failures',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const bulk = async (docs: readonly unknown[]) =>
        admin.send('POST', `${path}/_bulk_docs`, { body: { docs, new_edits: false } });
      const branch = (tail: string, v: string) => ({
        _id: 'f',
        _rev: `2-${tail}`,
        _revisions: { start: 2, ids: [tail, 'root'] },
        v,
      });
      expect(await bulk([branch('aa', 'low'), branch('bb', 'high')])).toMatchObject({
        status: 201,
        body: [],
      });
      expect((await bulk([branch('aa', 'low')])).body).toEqual([]);
      const read = await admin.send('GET', `${path}/f?conflicts=true&revs=true`);
      expect(read.body).toMatchObject({
        _rev: '2-bb',
        v: 'high',
        _conflicts: ['2-aa'],
        _revisions: { start: 2, ids: ['bb', 'root'] },
      });
      const leaves = await admin.send('GET', `${path}/f?open_revs=all`, {
        headers: { accept: 'application/json' },
      });
      expect(leaves.body).toHaveLength(2);
      const some = await admin.send('GET', `${path}/f?open_revs=["2-aa","9-zz"]`, {
        headers: { accept: 'application/json' },
      });
      expect(some.body).toEqual([
        { ok: { _id: 'f', _rev: '2-aa', v: 'low' } },
        { missing: '9-zz' },
      ]);
      expect(await admin.send('GET', `${path}/f?rev=1-root`)).toMatchObject({ status: 404 });
    },
  );

  fact(
    '_bulk_get?revs=true gives revisions with their histories, and what is missing',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const doc = { _id: 'f', _rev: '3-c', _revisions: { start: 3, ids: ['c', 'b', 'a'] }, v: 1 };
      await admin.send('POST', `${path}/_bulk_docs`, { body: { docs: [doc], new_edits: false } });
      const docs = [
        { id: 'f', rev: '3-c' },
        { id: 'f', rev: '4-x' },
        { id: 'f' },
        { id: 'n', rev: '1-a' },
      ];
      const { body } = await admin.send('POST', `${path}/_bulk_get?revs=true`, { body: { docs } });
      expect(field(body, 'results', 0)).toEqual({ id: 'f', docs: [{ ok: doc }] });
      expect(field(body, 'results', 1, 'docs', 0, 'error')).toMatchObject({
        id: 'f',
        rev: '4-x',
        error: 'not_found',
      });
      expect(field(body, 'results', 2, 'docs', 0, 'ok')).toMatchObject({ _rev: '3-c' });
      expect(field(body, 'results', 3, 'docs', 0, 'error')).toMatchObject({
        id: 'n',
        error: 'not_found',
        reason: 'missing',
      });
      expect((await admin.send('POST', `${path}/_bulk_get`, { body: {} })).status).toBe(400);
    },
  );

  fact(
    '_revs_diff and _missing_revs tell what is not here',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const doc = { _id: 'f', _rev: '3-c', _revisions: { start: 3, ids: ['c', 'b', 'a'] } };
      await admin.send('POST', `${path}/_bulk_docs`, { body: { docs: [doc], new_edits: false } });
      const body = { f: ['3-c', '2-b', '4-d'], n: ['1-a'] };
      expect((await admin.send('POST', `${path}/_revs_diff`, { body })).body).toEqual({
        f: { missing: ['4-d'], possible_ancestors: ['3-c'] },
        n: { missing: ['1-a'] },
      });
      expect((await admin.send('POST', `${path}/_missing_revs`, { body })).body).toEqual({
        missing_revs: { f: ['4-d'], n: ['1-a'] },
      });
    },
  );

  // COUCHDB facts, Guards 2
  fact(
    'a _local document: any member, no feed, no listing, the last write wins',
    practice,
    async (bench) => {
      const path = await bench.database(members('reader'));
      const user = await bench.user(['reader']);
      const target = `${path}/_local/checkpoint`;
      expect((await user.send('GET', target)).status).toBe(404);
      expect((await user.send('PUT', target, { body: { v: 1 } })).body).toEqual({
        ok: true,
        id: '_local/checkpoint',
        rev: '0-1',
      });
      expect((await user.send('PUT', target, { body: { v: 2, _rev: '0-1' } })).body).toMatchObject({
        rev: '0-2',
      });
      expect((await user.send('PUT', target, { body: { v: 3 } })).body).toMatchObject({
        rev: '0-1',
      });
      expect((await user.send('GET', target)).body).toEqual({
        _id: '_local/checkpoint',
        _rev: '0-1',
        v: 3,
      });
      expect(field((await user.send('GET', `${path}/_changes`)).body, 'results')).toEqual([]);
      expect(field((await user.send('GET', `${path}/_all_docs`)).body, 'rows')).toEqual([]);
      expect((await user.send('DELETE', target)).body).toMatchObject({ ok: true, rev: '0-0' });
      expect((await user.send('DELETE', target)).status).toBe(404);
    },
  );

  fact(
    '_all_docs lists by id: ranges, keys, paging, documents',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const docs = ['a', 'b', 'c', 'd'].map((id) => ({ _id: id, v: id }));
      const written = await admin.send('POST', `${path}/_bulk_docs`, { body: { docs } });
      await admin.send('DELETE', `${path}/d?rev=${text(written.body, 3, 'rev')}`);
      const ids = async (query: string): Promise<unknown> => {
        const rows = field((await admin.send('GET', `${path}/_all_docs?${query}`)).body, 'rows');
        return Array.isArray(rows) ? rows.map((row: unknown) => field(row, 'id')) : rows;
      };
      expect(await ids('')).toEqual(['a', 'b', 'c']);
      expect(await ids('descending=true&limit=2')).toEqual(['c', 'b']);
      expect(await ids('skip=1&limit=1')).toEqual(['b']);
      expect(await ids('startkey="b"&endkey="c"')).toEqual(['b', 'c']);
      expect(await ids('startkey="b"&endkey="c"&inclusive_end=false')).toEqual(['b']);
      expect(await ids('startkey="c"&endkey="b"&descending=true')).toEqual(['c', 'b']);
      expect(await ids('key="b"')).toEqual(['b']);
      const whole = await admin.send('GET', `${path}/_all_docs?include_docs=true&limit=1`);
      expect(whole.body).toMatchObject({
        total_rows: 3,
        offset: 0,
        rows: [{ id: 'a', key: 'a', doc: { v: 'a' } }],
      });
      const byKeys = await admin.send('POST', `${path}/_all_docs?include_docs=true`, {
        body: { keys: ['c', 'zz', 'd'] },
      });
      expect(field(byKeys.body, 'rows')).toMatchObject([
        { id: 'c', doc: { v: 'c' } },
        { key: 'zz', error: 'not_found' },
        { id: 'd', value: { deleted: true }, doc: null },
      ]);
      expect((await admin.send('GET', `${path}/_all_docs?startkey=a`)).status).toBe(400);
      expect((await admin.send('GET', `${path}/_all_docs?limit=x`)).status).toBe(400);
    },
  );

  fact('_design_docs lists design documents alone', practice, async ({ admin, database }) => {
    const path = await database();
    await admin.send('PUT', `${path}/a`, { body: {} });
    await admin.send('PUT', `${path}/_design%2Fone`, { body: {} });
    await admin.send('PUT', `${path}/_design/two`, { body: {} });
    const { body } = await admin.send('GET', `${path}/_design_docs?include_docs=true`);
    expect(field(body, 'rows')).toMatchObject([
      { id: '_design/one' },
      { id: '_design/two', doc: { _id: '_design/two' } },
    ]);
  });

  fact(
    'attachments: written alone or inside, read alone or inside',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const plain = { body: 'hello', headers: { 'content-type': 'text/plain' } };
      const made = await admin.send('PUT', `${path}/doc/greeting.txt`, plain);
      expect(made).toMatchObject({ status: 201, body: { ok: true, id: 'doc' } });
      const read = await admin.send('GET', `${path}/doc/greeting.txt`);
      expect(read.body).toBe('hello');
      expect(read.headers.get('content-type')).toBe('text/plain');
      const stub = {
        stub: true,
        content_type: 'text/plain',
        length: 5,
        digest: digestPattern,
      };
      const { body: doc } = await admin.send('GET', `${path}/doc`);
      expect(doc).toMatchObject({ _attachments: { 'greeting.txt': stub } });
      const inside = await admin.send('GET', `${path}/doc?attachments=true`, {
        headers: { accept: 'application/json' },
      });
      expect(field(inside.body, '_attachments', 'greeting.txt', 'data')).toBe('aGVsbG8=');
      expect((await admin.send('PUT', `${path}/doc/b.txt`, plain)).status).toBe(409);
      expect((await admin.send('GET', `${path}/doc/none`)).status).toBe(404);
      const kept = await admin.send('PUT', `${path}/doc`, { body: { ...fields(doc), v: 2 } });
      expect(kept.status).toBe(201);
      expect((await admin.send('GET', `${path}/doc/greeting.txt`)).body).toBe('hello');
      const gone = await admin.send(
        'DELETE',
        `${path}/doc/greeting.txt?rev=${text(kept.body, 'rev')}`,
      );
      expect(gone.status).toBe(200);
      expect((await admin.send('GET', `${path}/doc/greeting.txt`)).status).toBe(404);
    },
  );

  fact('_ensure_full_commit is still answered (201)', practice, async ({ admin, database }) => {
    const path = await database();
    const answer = await admin.send('POST', `${path}/_ensure_full_commit`, { body: {} });
    expect(answer).toMatchObject({ status: 201, body: { ok: true } });
  });

  fact(
    'Mango: an index is made once, and found documents come back',
    realOnly,
    async ({ admin, database }) => {
      const path = await database();
      await admin.send('POST', `${path}/_bulk_docs`, {
        body: {
          docs: [
            { _id: 'a', kind: 'x' },
            { _id: 'b', kind: 'y' },
          ],
        },
      });
      const body = { index: { fields: ['kind'] }, name: 'by-kind', ddoc: 'mycouch', type: 'json' };
      expect((await admin.send('POST', `${path}/_index`, { body })).body).toMatchObject({
        result: 'created',
      });
      expect((await admin.send('POST', `${path}/_index`, { body })).body).toMatchObject({
        result: 'exists',
      });
      const found = await admin.send('POST', `${path}/_find`, {
        body: { selector: { kind: 'y' } },
      });
      expect(field(found.body, 'docs')).toMatchObject([{ _id: 'b' }]);
    },
  );
});
