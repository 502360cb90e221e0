import { describe, expect, it } from 'vitest';
import { changesPage } from '../../../src/couch/changes-page.ts';
import { createDatabase } from '../../../src/couch/create-database.ts';
import { databaseInfo } from '../../../src/couch/database-info.ts';
import { databasesInfo } from '../../../src/couch/databases-info.ts';
import { getDocument } from '../../../src/couch/get-document.ts';
import { getInfo } from '../../../src/couch/get-info.ts';
import { getSecurity } from '../../../src/couch/get-security.ts';
import { getUsers } from '../../../src/couch/get-users.ts';
import { listDatabases } from '../../../src/couch/list-databases.ts';
import { putSecurity } from '../../../src/couch/put-security.ts';
import { putUsersBulk } from '../../../src/couch/put-users-bulk.ts';
import type { CouchRequest, Requester } from '../../../src/couch/transport.ts';

const seen: CouchRequest[] = [];
const answering = (status: number, body: unknown): Requester => ({
  request: (request) => {
    seen.push(request);
    return Promise.resolve({ status, headers: new Map(), body });
  },
});
const info = { db_name: 'a', doc_count: 2, doc_del_count: 1, update_seq: '3-x' };
const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

describe('not there and could not look are different answers', () => {
  it('reads absence as null', async () => {
    const none = answering(404, { error: 'not_found' });
    expect(await databaseInfo(none, 'a')).toBeNull();
    expect(await getSecurity(none, 'a')).toBeNull();
    expect(await getDocument(none, 'a', 'b')).toBeNull();
  });

  it('finds in bulk what is there, and leaves out what is not', async () => {
    const databases = await databasesInfo(
      answering(200, [
        { key: 'a', info },
        { key: 'b', error: 'not_found' },
      ]),
      ['a', 'b'],
    );
    expect([...databases.keys()]).toEqual(['a']);
    const users = await getUsers(
      answering(200, {
        rows: [
          {
            key: 'org.couchdb.user:a',
            value: { rev: '1-a' },
            doc: { _id: 'org.couchdb.user:a', _rev: '1-a', name: 'a', roles: ['r'] },
          },
          { key: 'org.couchdb.user:b', error: 'not_found' },
          { key: 'org.couchdb.user:c', value: { rev: '2-c', deleted: true }, doc: null },
        ],
      }),
      ['a', 'b', 'c'],
    );
    expect([...users.values()]).toEqual([
      { username: 'a', rev: '1-a', roles: ['r'], marker: null },
    ]);
  });

  it.each<[string, unknown]>([
    ['another error for one name', [{ key: 'a', error: 'timeout' }]],
    ['no row for one name', []],
  ])('throws for databases at %s', async (_name, body) => {
    await expect(databasesInfo(answering(200, body), ['a'])).rejects.toEqual(
      code('server-garbage'),
    );
  });

  it.each<[string, unknown]>([
    ['another error for one name', { rows: [{ key: 'org.couchdb.user:a', error: 'timeout' }] }],
    ['no row for one name', { rows: [] }],
    ['no document', { rows: [{ key: 'org.couchdb.user:a', value: { rev: '1' }, doc: null }] }],
  ])('throws for users at %s', async (_name, body) => {
    await expect(getUsers(answering(200, body), ['a'])).rejects.toEqual(code('server-garbage'));
  });

  it('never takes a strange answer for an empty one', async () => {
    const strange = answering(200, { rows: 'none' });
    await expect(listDatabases(strange)).rejects.toEqual(code('server-garbage'));
    await expect(getUsers(strange, [])).rejects.toEqual(code('server-garbage'));
    await expect(databaseInfo(strange, 'a')).rejects.toEqual(code('server-garbage'));
    await expect(changesPage(strange, 'a', '0', 1)).rejects.toEqual(code('server-garbage'));
    await expect(getSecurity(answering(200, { members: 3 }), 'a')).rejects.toEqual(
      code('server-garbage'),
    );
    await expect(getInfo(answering(200, { hello: 'world' }))).rejects.toEqual(
      code('server-not-couchdb'),
    );
  });
});

describe('writing', () => {
  it('tells a new database from one that was there', async () => {
    expect(await createDatabase(answering(201, { ok: true }), 'a', 1)).toBe('created');
    expect(await createDatabase(answering(412, { error: 'file_exists' }), 'a', 1)).toBe('existed');
  });

  it('never sends a security object that makes a database public', async () => {
    seen.length = 0;
    const nobody = { names: [], roles: [] };
    const open = putSecurity(answering(200, { ok: true }), 'a', {
      admins: nobody,
      members: nobody,
    });
    await expect(open).rejects.toEqual(code('invalid-input'));
    expect(seen).toEqual([]);
  });

  it('answers for every user of a bulk write by itself', async () => {
    const outcomes = await putUsersBulk(
      answering(201, [
        { ok: true, id: 'org.couchdb.user:a', rev: '1-a' },
        { id: 'org.couchdb.user:b', error: 'conflict', reason: 'Document update conflict.' },
        { id: 'org.couchdb.user:c', error: 'forbidden', reason: 'no' },
      ]),
      ['a', 'b', 'c'].map((username) => ({ username, rev: null, body: {} })),
    );
    expect([...outcomes.values()].map(({ outcome }) => outcome)).toEqual([
      'written',
      'conflict',
      'refused',
    ]);
  });
});
