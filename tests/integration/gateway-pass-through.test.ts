import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import {
  gatewayBeforeCouchDb,
  sharedName,
  type GatewayBeforeCouchDb,
} from '../support/gateway-couchdb.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';

let server: CouchDbServer;
let scene: GatewayBeforeCouchDb;
let acme: Tenant;
let other: Tenant;
let token: string;
let otherToken: string;

beforeAll(async () => {
  server = await startOwnCouchDb();
  scene = await gatewayBeforeCouchDb(server);
  acme = await scene.tenant('acme');
  other = await scene.tenant('other');
  ({ token } = await scene.token(acme));
  ({ token: otherToken } = await scene.token(other));
  await scene.must('PUT', `/${sharedName}/_design/items`, {
    views: {
      'by-kind': {
        map: 'function (doc) { emit([doc.tenant_id, doc.kind], 1); }',
        reduce: '_count',
      },
    },
  });
});
afterAll(async () => {
  await scene.close();
  await server.stop();
});

const ask = async (
  method: string,
  path: string,
  {
    as = token,
    body,
    headers = {},
  }: { as?: string; body?: unknown; headers?: Record<string, string> } = {},
) => {
  const answer = await fetch(`${scene.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${as}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  let json: unknown = text;
  try {
    json = JSON.parse(text);
  } catch {
    // Lines of a feed, or an attachment.
  }
  return { status: answer.status, json, text, headers: answer.headers };
};
const rev = (answer: { json: unknown }): string => {
  const { json } = answer;
  if (typeof json === 'object' && json !== null && 'rev' in json) return String(json.rev);
  throw new Error(JSON.stringify(json));
};

describe('a database of the tenant’s own', () => {
  const db = '/shop_acme_products';

  it('serves documents, attachments, conditions and copies as CouchDB does', async () => {
    const put = await ask('PUT', `${db}/a%2Fb%20c`, { body: { tenant_id: acme.tenant_id } });
    expect(put.status).toBe(201);
    expect(put.headers.get('location')).toBe(`${scene.url}${db}/a%2Fb%20c`);
    const etag = put.headers.get('etag') ?? '';
    const again = await ask('GET', `${db}/a%2Fb%20c`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect((await ask('GET', `${db}/`)).json).toMatchObject({ db_name: 'shop_acme_products' });
    const head = await ask('HEAD', `${db}/a%2Fb%20c`);
    expect([head.status, head.headers.get('etag')]).toEqual([200, etag]);
    const copied = await ask('COPY', `${db}/a%2Fb%20c`, { headers: { destination: 'd%20e' } });
    expect([copied.status, copied.headers.get('location')]).toEqual([
      201,
      `${scene.url}${db}/d%20e`,
    ]);
    for (const destination of ['_design/x', 'http://127.0.0.1/x', '_local/x']) {
      const refused = await ask('COPY', `${db}/d%20e`, { headers: { destination } });
      expect([400, 403]).toContain(refused.status);
    }
    const big = 'x'.repeat(3_000_000);
    const attached = await ask('PUT', `${db}/d%20e/big.bin?rev=${rev(copied)}`, {
      body: big,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(attached.status).toBe(201);
    const read = await ask('GET', `${db}/d%20e/big.bin`);
    expect([read.headers.get('content-type'), read.text === big]).toEqual([
      'application/octet-stream',
      true,
    ]);
    const part = await ask('GET', `${db}/d%20e/big.bin`, { headers: { range: 'bytes=0-9' } });
    expect([part.status, part.text.length]).toEqual([206, 10]);
  });

  it('is not there for others, and not written by who may only read', async () => {
    expect(await ask('GET', `${db}/d%20e`, { as: otherToken })).toMatchObject({
      status: 404,
      json: { error: 'not_found', reason: 'Database does not exist.' },
    });
    const { token: reading } = await scene.token(acme, 'read');
    expect((await ask('GET', `${db}/_all_docs`, { as: reading })).status).toBe(200);
    const body = { tenant_id: acme.tenant_id };
    expect((await ask('PUT', `${db}/x`, { as: reading, body })).status).toBe(403);
    expect((await ask('PUT', `${db}/_local/x`, { as: reading, body: {} })).status).toBe(201);
    const { token: narrow } = await scene.token(acme, 'write', ['sales']);
    expect((await ask('GET', `${db}/_all_docs`, { as: narrow })).status).toBe(404);
    expect((await ask('GET', '/shop_acme_sales/_all_docs', { as: narrow })).status).toBe(200);
    expect((await ask('GET', '/_all_dbs', { as: narrow })).json).toEqual(['shop_acme_sales']);
  });
});

describe('a shared database', () => {
  const db = `/${sharedName}`;

  it('tags what is written, and shows each tenant its own alone', async () => {
    const a = await ask('PUT', `${db}/a1`, { body: { kind: 'till' } });
    expect([a.status, a.headers.get('location')]).toEqual([201, `${scene.url}${db}/a1`]);
    await ask('POST', db, { body: { _id: 'a2', kind: 'shelf' } });
    await ask('PUT', `${db}/b1`, { as: otherToken, body: { kind: 'till' } });
    expect((await ask('GET', `${db}/a1`)).json).toMatchObject({ tenant_id: acme.tenant_id });
    expect((await ask('GET', `${db}/b1`)).json).toEqual({
      error: 'not_found',
      reason: 'missing',
      code: 'not_found',
    });
    expect((await ask('PUT', `${db}/b1`, { body: {} })).status).toBe(409);
    expect((await ask('DELETE', `${db}/b1?rev=1-x`)).status).toBe(404);
    const list = await ask('GET', `${db}/_all_docs?include_docs=true`);
    expect(list.json).toMatchObject({
      total_rows: 2,
      offset: 0,
      rows: [{ id: 'a1' }, { id: 'a2' }],
    });
    expect(
      (await ask('POST', `${db}/_all_docs`, { body: { keys: ['b1', 'a1'] } })).json,
    ).toMatchObject({
      rows: [{ key: 'b1', error: 'not_found' }, { id: 'a1' }],
    });
    expect(
      (await ask('POST', `${db}/_find`, { body: { selector: {}, fields: ['_id'] } })).json,
    ).toMatchObject({
      docs: [{ _id: 'a1' }, { _id: 'a2' }],
    });
    expect((await ask('GET', `${db}/_design/items/_view/by-kind?reduce=false`)).json).toEqual({
      rows: [
        { id: 'a2', key: [acme.tenant_id, 'shelf'], value: 1 },
        { id: 'a1', key: [acme.tenant_id, 'till'], value: 1 },
      ],
    });
    expect((await ask('GET', `${db}/_design/items/_view/by-kind`)).json).toEqual({
      rows: [{ key: null, value: 2 }],
    });
    const foreign = encodeURIComponent(JSON.stringify([other.tenant_id]));
    const across = await ask('GET', `${db}/_design/items/_view/by-kind?startkey=${foreign}`);
    expect(across.status).toBe(403);
  });

  it('tells of changes and deletions of the tenant’s alone, in every feed', async () => {
    const made = await ask('PUT', `${db}/gone`, { body: {} });
    expect((await ask('DELETE', `${db}/gone?rev=${rev(made)}`)).status).toBe(200);
    expect(await ask('GET', `${db}/gone`)).toMatchObject({
      status: 404,
      json: { reason: 'deleted' },
    });
    for (const feed of ['normal', 'longpoll', 'continuous', 'eventsource']) {
      const { status, text, json } = await ask(
        'GET',
        `${db}/_changes?feed=${feed}&timeout=300&include_docs=true`,
      );
      expect(status).toBe(200);
      for (const id of ['a1', 'a2', 'gone']) expect(text).toContain(`"id":"${id}"`);
      expect(text).not.toContain('"id":"b1"');
      expect(text).not.toContain(other.tenant_id);
      expect(text).not.toContain('pending');
      if (feed === 'normal') expect(json).toHaveProperty('last_seq');
    }
    const ids = encodeURIComponent('["a2","b1"]');
    const chosen = await ask('GET', `${db}/_changes?filter=_doc_ids&doc_ids=${ids}&limit=1`);
    expect(chosen.json).toMatchObject({ results: [{ id: 'a2' }] });
  });

  it('judges each document of a bulk by itself', async () => {
    const both = await ask('POST', `${db}/_bulk_docs`, {
      body: {
        docs: [
          { _id: 'b1' },
          { _id: 'a3' },
          { _id: 'a4', tenant_id: other.tenant_id },
          { _id: '_design/x' },
        ],
      },
    });
    expect(both.json).toMatchObject([
      { id: 'b1', error: 'conflict' },
      { id: 'a3', ok: true },
      { id: 'a4', error: 'forbidden' },
      { id: '_design/x', error: 'forbidden' },
    ]);
    const forced = await ask('POST', `${db}/_bulk_docs`, {
      body: {
        new_edits: false,
        docs: [
          { _id: 'b1', _rev: '9-f' },
          { _id: 'a5', _rev: '3-c' },
        ],
      },
    });
    expect(forced.json).toEqual([
      { id: 'b1', rev: '9-f', error: 'forbidden', reason: 'This document cannot be written here.' },
    ]);
    expect((await ask('GET', `${db}/a5`)).json).toMatchObject({
      _rev: '3-c',
      tenant_id: acme.tenant_id,
    });
    const diff = await ask('POST', `${db}/_revs_diff`, {
      body: { b1: ['9-f'], a5: ['3-c', '4-d'], new: ['1-a'] },
    });
    expect(diff.json).toMatchObject({
      b1: { missing: ['9-f'] },
      a5: { missing: ['4-d'] },
      new: { missing: ['1-a'] },
    });
    const got = await ask('POST', `${db}/_bulk_get?revs=true`, {
      body: { docs: [{ id: 'b1' }, { id: 'a5', rev: '3-c' }] },
    });
    expect(got.json).toMatchObject({
      results: [{ docs: [{ error: { error: 'not_found' } }] }, { docs: [{ ok: { _id: 'a5' } }] }],
    });
    expect(got.text).not.toContain(other.tenant_id);
  });

  it('keeps leaves of two tenants in one document apart', async () => {
    await scene.must('POST', `/${sharedName}/_bulk_docs`, {
      new_edits: false,
      docs: [
        { _id: 'mixed', _rev: '1-a', tenant_id: acme.tenant_id },
        { _id: 'mixed', _rev: '1-b', tenant_id: other.tenant_id },
      ],
    });
    expect((await ask('GET', `${db}/mixed?conflicts=true`)).json).toMatchObject({ _rev: '1-a' });
    expect((await ask('GET', `${db}/mixed?rev=1-b`)).status).toBe(404);
    const open = await ask('GET', `${db}/mixed?open_revs=all`, {
      headers: { accept: 'application/json' },
    });
    expect(open.json).toMatchObject([{ ok: { _rev: '1-a' } }]);
    const feed = await ask('GET', `${db}/_changes?style=all_docs&include_docs=true&conflicts=true`);
    expect(feed.text).toContain('"1-a"');
    expect(feed.text).not.toContain('"1-b"');
    expect((await ask('PUT', `${db}/mixed?rev=1-a`, { body: {} })).status).toBe(409);
  });

  it('keeps local documents of each tenant apart', async () => {
    const put = await ask('PUT', `${db}/_local/cp`, { body: { seq: 1 } });
    expect(put.json).toMatchObject({ ok: true, id: '_local/cp' });
    expect((await ask('GET', `${db}/_local/cp`)).json).toMatchObject({ _id: '_local/cp', seq: 1 });
    expect((await ask('GET', `${db}/_local/cp`, { as: otherToken })).status).toBe(404);
  });

  it('takes attachments on the tenant’s own documents alone, multipart too', async () => {
    const boundary = 'b0undary';
    const document = {
      _attachments: { 'a.txt': { follows: true, content_type: 'text/plain', length: 5 } },
    };
    const multipart = [
      `--${boundary}`,
      'Content-Type: application/json',
      '',
      JSON.stringify(document),
      `--${boundary}`,
      '',
      'hello',
      `--${boundary}--`,
      '',
    ].join('\r\n');
    const put = await ask('PUT', `${db}/files`, {
      body: multipart,
      headers: { 'content-type': `multipart/related; boundary="${boundary}"` },
    });
    expect(put.status).toBe(201);
    expect((await ask('GET', `${db}/files/a.txt`)).text).toBe('hello');
    expect((await ask('GET', `${db}/files/a.txt`, { as: otherToken })).status).toBe(404);
    const added = await ask('PUT', `${db}/files/b.txt?rev=${rev(put)}`, {
      body: 'more',
      headers: { 'content-type': 'text/plain' },
    });
    expect(added.status).toBe(201);
    const onOthers = await ask('PUT', `${db}/b1/b.txt`, {
      body: 'more',
      headers: { 'content-type': 'text/plain' },
    });
    expect(onOthers.status).toBe(404);
    expect((await ask('GET', `${db}/files`)).json).toMatchObject({ tenant_id: acme.tenant_id });
  });

  it('is not served while it is open to others', async () => {
    const path = `/${sharedName}-open`;
    expect((await ask('GET', path)).status).toBe(404);
    expect((await ask('GET', db)).json).not.toHaveProperty('doc_count');
  });
});

describe('open feeds', () => {
  it('end within a second of the key’s revocation', async () => {
    const { token: own, keyId } = await scene.token(acme, 'read');
    const feed = await fetch(
      `${scene.url}/shop_acme_products/_changes?feed=continuous&since=now&heartbeat=1000`,
      {
        headers: { authorization: `Bearer ${own}` },
      },
    );
    const reading = feed.text();
    const key = scene.registry.access.apiKey(keyId);
    if (key === null) throw new Error('no key');
    const start = performance.now();
    scene.registry.put({ ...key, enabled: false });
    await reading;
    expect(performance.now() - start).toBeLessThan(1000);
    expect((await ask('GET', '/shop_acme_products', { as: own })).status).toBe(401);
  });
});
