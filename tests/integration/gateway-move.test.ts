import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransport } from '../../src/couch/create-transport.ts';
import { getSecurity } from '../../src/couch/get-security.ts';
import type { Requester, Transport } from '../../src/couch/transport.ts';
import { moveServer, type MovedDatabase } from '../../src/gateway/move/move-server.ts';
import { systemClock } from '../../src/gateway/system-clock.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient, type RawClient } from '../support/couchdb-client.ts';
import { findCouchDb, startCouchDb } from '../support/couchdb-server.ts';
import { startPracticeCouchDb } from '../support/practice-couchdb.ts';

const choice = await findCouchDb(process.env);
const open = (server: CouchDbServer): Transport =>
  createTransport({
    url: server.url,
    credentials: { username: server.username, password: server.password },
    clock: systemClock,
    random: Math.random,
  });
const must = async (client: RawClient, ...[method, path, body]: Parameters<RawClient>) => {
  const answer = await client(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer.body;
};
const members = (role: string) => ({
  admins: { names: [], roles: ['_admin'] },
  members: { names: [], roles: [role] },
});
/** Refuses what has no owner, from everybody. */
const guard = {
  _id: '_design/guard',
  language: 'javascript',
  validate_doc_update:
    'function (doc) { if (!doc._deleted && !doc.tenant_id && doc._id[0] !== "_") throw {forbidden: "no"}; }',
};

describe.runIf(choice.kind === 'private')('moving from the embedded server to CouchDB', () => {
  let embedded: CouchDbServer;
  let couchdb: CouchDbServer;
  let from: Transport;
  let to: Transport;
  let here: RawClient;
  let there: RawClient;
  const move = (target: Requester = to) => {
    const moved: MovedDatabase[] = [];
    return moveServer({ from, to: target, note: (one) => moved.push(one) }).then(() => moved);
  };

  beforeAll(async () => {
    [embedded, couchdb] = await Promise.all([startPracticeCouchDb(), startCouchDb(choice)]);
    [from, to] = [open(embedded), open(couchdb)];
    [here, there] = [rawClient(embedded, embedded), rawClient(couchdb, couchdb)];
    for (const name of ['couch-sitter', 'shop_acme_products', 'open']) {
      await must(here, 'PUT', `/${name}`);
    }
    await must(here, 'PUT', '/shop_acme_products/_security', members('t:acme:1'));
    await must(here, 'PUT', '/open/_security', { admins: {}, members: {} });
    // Written before the guard came, which would refuse them now.
    const old = Array.from({ length: 130 }, (_, at) => ({ _id: `old-${String(at)}`, text: 'x' }));
    await must(here, 'POST', '/shop_acme_products/_bulk_docs', { docs: old });
    await must(here, 'POST', '/shop_acme_products/_bulk_docs', {
      docs: [
        { _id: 'both', _rev: '2-a', _revisions: { start: 2, ids: ['a', '0'] }, side: 'a' },
        { _id: 'both', _rev: '2-b', _revisions: { start: 2, ids: ['b', '0'] }, side: 'b' },
        { _id: 'gone', _rev: '2-c', _revisions: { start: 2, ids: ['c', '0'] }, _deleted: true },
        {
          _id: 'with',
          _rev: '1-d',
          _revisions: { start: 1, ids: ['d'] },
          tenant_id: 'acme',
          _attachments: {
            'a b.txt': {
              content_type: 'text/plain',
              data: Buffer.from('text '.repeat(500)).toString('base64'),
            },
            'é.bin': { content_type: 'image/png', data: Buffer.alloc(5_000, 7).toString('base64') },
          },
        },
      ],
      new_edits: false,
    });
    await must(here, 'PUT', '/shop_acme_products/_design/guard', guard);
    await must(here, 'PUT', '/_users/org.couchdb.user:luis', {
      name: 'luis',
      type: 'user',
      roles: ['t:acme:1'],
      password: 'a-password-of-luis',
    });
  });
  afterAll(async () => {
    await Promise.all([from.close(), to.close()]);
    await Promise.all([embedded.stop(), couchdb.stop()]);
  });

  it('goes on where it was cut off, copies every leaf, compares, and lets accounts in', async () => {
    let left = 12;
    const cut: Requester = {
      request: (request) => {
        left -= 1;
        return left < 0 ? Promise.reject(new Error('cut')) : to.request(request);
      },
    };
    await expect(move(cut)).rejects.toThrow('cut');
    for (const name of ['shop_acme_products', 'open']) {
      const { status } = await rawClient(couchdb, null)('GET', `/${name}`);
      expect([401, 403, 404]).toContain(status);
    }
    const moved = await move();
    expect(moved.map(({ name, documents, closed }) => [name, documents, closed])).toEqual([
      ['couch-sitter', 0, false],
      ['open', 0, true],
      ['shop_acme_products', 134, false],
      ['_users', 1, false],
    ]);
    expect(await getSecurity(to, 'shop_acme_products')).toEqual(
      await getSecurity(from, 'shop_acme_products'),
    );
    const both = await must(there, 'GET', '/shop_acme_products/both?conflicts=true');
    expect(both).toMatchObject({ _rev: '2-b', _conflicts: ['2-a'] });
    const { status } = await there('GET', '/shop_acme_products/gone');
    expect(status).toBe(404);
    const { body } = await to.request({
      method: 'GET',
      path: ['shop_acme_products', 'with'],
      query: { attachments: true },
    });
    expect(body).toMatchObject({
      _attachments: { 'é.bin': { data: Buffer.alloc(5_000, 7).toString('base64') } },
    });
    const luis = rawClient(couchdb, { username: 'luis', password: 'a-password-of-luis' });
    expect((await luis('GET', '/shop_acme_products/old-1')).status).toBe(200);
    // Nothing is left to write, also where CouchDB wrote the account anew as he signed in.
    expect((await move()).map(({ written }) => written)).toEqual([0, 0, 0, 0]);
    // What came here since is brought.
    await must(here, 'POST', '/shop_acme_products/_bulk_docs', {
      docs: [{ _id: 'new', tenant_id: 'acme', _rev: '1-f', _revisions: { start: 1, ids: ['f'] } }],
      new_edits: false,
    });
    const next = { _id: 'with', tenant_id: 'acme', _rev: '2-g' };
    await must(here, 'POST', '/shop_acme_products/_bulk_docs', {
      docs: [{ ...next, _revisions: { start: 2, ids: ['g', 'd'] } }],
      new_edits: false,
    });
    expect((await move()).map(({ written }) => written)).toEqual([0, 0, 2, 0]);
    // A field of some other tool is not copied, and that is not called the same.
    const path = '/shop_acme_products/_security';
    await must(here, 'PUT', path, { ...members('t:acme:1'), tool: { a: 1 } });
    await expect(move()).rejects.toMatchObject({
      message: 'The _security of shop_acme_products is not the same on both servers (tool).',
    });
    await must(here, 'PUT', path, members('t:acme:1'));
  });

  it('refuses, before it writes anything, a server that has something of its own, or is the same one', async () => {
    await expect(moveServer({ from, to: from, note: () => undefined })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Both addresses lead to the same server.',
    });
    await must(there, 'PUT', '/shop_acme_products/theirs', { tenant_id: 'acme' });
    await must(here, 'PUT', '/later');
    await expect(move()).rejects.toMatchObject({
      code: 'conflict',
      message:
        'The other server has a database shop_acme_products with documents of its own (theirs).',
    });
    expect((await there('GET', '/later')).status).toBe(404);
  });

  it('finds what differs although it has the same revision', async () => {
    const doc = { _id: 'doc', _rev: '1-e', _revisions: { start: 1, ids: ['e'] } };
    await must(here, 'POST', '/later/_bulk_docs', {
      docs: [{ ...doc, text: 'here' }],
      new_edits: false,
    });
    await must(there, 'DELETE', '/shop_acme_products');
    await must(there, 'PUT', '/later');
    await must(there, 'POST', '/later/_bulk_docs', {
      docs: [{ ...doc, text: 'there' }],
      new_edits: false,
    });
    await expect(move()).rejects.toMatchObject({
      code: 'conflict',
      message: 'later is not the same on both servers (doc).',
    });
  });
});
