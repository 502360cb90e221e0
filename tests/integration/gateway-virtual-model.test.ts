import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { membershipDocumentId } from '../../src/shared/documents/membership.ts';
import { registryDatabase } from '../../src/shared/naming.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { sampleTenantDocument } from '../support/gateway-in-process.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { wholeGateways, type StartedGateway, type WholeGateway } from '../support/whole-gateway.ts';

const model = 'model';
const rowSchema = z.looseObject({
  id: z.string(),
  seq: z.unknown(),
  changes: z.array(z.object({ rev: z.string() })),
});
const changesSchema = z.object({
  results: z.array(rowSchema),
  last_seq: z.string(),
  pending: z.number(),
});
const replicatedSchema = z.looseObject({
  ok: z.literal(true),
  history: z.array(z.looseObject({ doc_write_failures: z.literal(0) })),
});
const totalSchema = z.object({ total_rows: z.number() });
const documentSchema = z.looseObject({ _id: z.string(), _rev: z.string() });
const patience = { timeout: 30_000, interval: 100 };

let server: CouchDbServer;
let scene: WholeGateway;
let gateway: StartedGateway;
let token: string;
/** Of the tenants that are there, by id, and of one that is there no more. */
let ids: string[];
let gone: string;

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
const basic = (): string =>
  `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;
const ask = async (
  where: 'gateway' | 'couchdb',
  { method = 'GET', path, body, headers = {} }: Sent,
) => {
  const base = where === 'gateway' ? `${gateway.address}/__tenants` : `${server.url}/${model}`;
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: {
      accept: 'application/json',
      authorization: where === 'gateway' ? `Bearer ${token}` : basic(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Lines of a feed.
  }
  return { status: answer.status, text, json, type: answer.headers.get('content-type') };
};
const put = (id: string, document: object): Promise<unknown> =>
  scene.must('PUT', `/${registryDatabase}/${encodeURIComponent(id)}`, document);
const through = () => ({
  url: `${gateway.address}/__tenants`,
  headers: { authorization: `Bearer ${token}` },
});
const direct = () => ({ url: `${server.url}/${model}`, headers: { authorization: basic() } });
const leaves = async (where: 'gateway' | 'couchdb'): Promise<unknown> => {
  const { json } = await ask(where, { path: '/_changes?style=all_docs' });
  return changesSchema
    .parse(json)
    .results.filter(({ id }) => !id.startsWith('_'))
    .map((row) => ({ ...row, seq: null }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
};

beforeAll(async () => {
  server = await startOwnCouchDb();
  scene = await wholeGateways(server);
  gateway = await scene.start('g1');
  ({ token } = await scene.signIn(gateway, 'ada'));
  const now = new Date().toISOString();
  const made = Array.from({ length: 7 }, (_, at) =>
    sampleTenantDocument(now, { key: `tenant${String(at)}`, name: `Tenant ${String(at)}` }),
  );
  for (const tenant of made) {
    await put(tenant._id, tenant);
    await put(membershipDocumentId(tenant.tenant_id, 'ada'), {
      type: 'membership',
      tenant_id: tenant.tenant_id,
      user_id: 'ada',
      role: 'owner',
      furtherRoles: [],
      joinedAt: now,
      invitation: null,
      deletedAt: null,
      createdAt: now,
      createdBy: 'anna',
      updatedAt: now,
      updatedBy: 'anna',
    });
  }
  const [last] = made;
  if (last === undefined) throw new Error('nothing was made');
  gone = last._id;
  await scene.edit(membershipDocumentId(last.tenant_id, 'ada'), (membership) => ({
    ...membership,
    deletedAt: now,
  }));
  ids = made
    .slice(1)
    .map(({ _id }) => _id)
    .sort();
  await vi.waitFor(async () => {
    const { json } = await ask('gateway', { path: '/_all_docs' });
    // The tenant of their own is one more.
    expect(totalSchema.parse(json).total_rows).toBe(ids.length + 1);
  }, patience);
  await scene.must('PUT', `/${model}?q=1`);
  replicatedSchema.parse(
    await scene.must('POST', '/_replicate', { source: through(), target: direct() }),
  );
});
afterAll(async () => {
  await scene.end();
  await server.stop();
});

const quoted = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
/** An answer without what is each server's own: places in a feed, when a database was made, codes. */
const comparable = ({ status, json }: Awaited<ReturnType<typeof ask>>): unknown => {
  const hidden = ['seq', 'last_seq', 'update_seq', 'code', 'instance_start_time'];
  const plain: unknown = JSON.parse(
    JSON.stringify(json, (name, value: unknown) => (hidden.includes(name) ? undefined : value)),
  );
  return { status, json: plain };
};
const same = async (sent: Sent): Promise<void> => {
  const [here, there] = [await ask('gateway', sent), await ask('couchdb', sent)];
  expect(comparable(here), JSON.stringify(sent)).toEqual(comparable(there));
};

describe('the virtual tables answer as a CouchDB that has the same documents (G5)', () => {
  it('to _all_docs, with whatever keys, ranges and order', async () => {
    const key = fc.constantFrom(...ids, gone, 'tenant_', 'zzz', '', 5, null);
    const paging = {
      descending: fc.boolean(),
      include_docs: fc.boolean(),
      limit: fc.nat(9),
      skip: fc.nat(9),
    };
    const ranges = fc.record(
      { startkey: key, endkey: key, inclusive_end: fc.boolean(), ...paging },
      { requiredKeys: [] },
    );
    const named = fc.record(
      {
        keys: fc.array(fc.constantFrom(...ids, gone, 'zzz'), { maxLength: 6 }),
        ...paging,
      },
      { requiredKeys: ['keys'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(ranges, named), fc.boolean(), async (asked, post) => {
        const text = Object.entries(asked).map(([name, value]) => `${name}=${quoted(value)}`);
        await same(
          post
            ? { method: 'POST', path: '/_all_docs', body: asked }
            : { path: `/_all_docs?${text.join('&')}` },
        );
      }),
      { numRuns: 80 },
    );
    await same({ path: `/_all_docs?key=${quoted(ids[1])}` });
    await same({ path: `/_all_docs?start_key=${quoted(ids[1])}&end_key=${quoted(ids[3])}` });
  });

  it('to what replicators and readers ask of single documents', async () => {
    const [first = '', second = ''] = ids;
    const { json } = await ask('couchdb', { path: `/${first}` });
    const { _rev: rev } = documentSchema.parse(json);
    const asked: readonly Sent[] = [
      { path: `/${first}?revs=true` },
      { path: `/${first}?revs_info=true` },
      { path: `/${first}?conflicts=true` },
      { path: `/${first}?rev=${rev}` },
      { path: `/${first}?rev=1-abc` },
      { path: `/${first}?open_revs=all&revs=true` },
      { path: `/${first}?open_revs=${quoted([rev])}&latest=true&revs=true` },
      { path: `/${gone}` },
      { path: `/${gone}?open_revs=all` },
      { path: '/nothing' },
      { path: '/_design/nothing' },
      {
        method: 'POST',
        path: '/_bulk_get?revs=true&latest=true',
        body: {
          docs: [{ id: first }, { id: gone }, { id: 'x' }, { id: second, rev: '1-abc' }],
        },
      },
      { method: 'POST', path: '/_bulk_get', body: { docs: [{ id: first, rev }] } },
      {
        method: 'POST',
        path: '/_revs_diff',
        body: { [first]: [rev, '1-abc', '99-abc'], [second]: ['99-a'], x: ['1-a'] },
      },
      { method: 'POST', path: '/_missing_revs', body: { [first]: [rev, '1-abc'] } },
      { method: 'POST', path: '/_ensure_full_commit', body: {} },
      { path: '/_local/a' },
      { method: 'PUT', path: '/_local/a', body: { at: 1 } },
      { path: '/_local/a' },
      { method: 'PUT', path: '/_local/a', body: { at: 2, _rev: '0-1' } },
      { path: '/_local/a' },
      { method: 'DELETE', path: '/_local/a?rev=0-2' },
      { path: '/_local/a' },
      { method: 'DELETE', path: '/_local/a' },
    ];
    for (const sent of asked) await same(sent);
  });

  it('to _changes, page by page to the same end, in every kind of feed', async () => {
    const everything = await leaves('couchdb');
    expect(await leaves('gateway')).toEqual(everything);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (limits, docs) => {
          const seen: unknown[] = [];
          let since = '0';
          for (let page = 0; ; page += 1) {
            const limit = String(limits[page % limits.length] ?? 1);
            const { json } = await ask('gateway', {
              path: `/_changes?style=all_docs&limit=${limit}&since=${encodeURIComponent(since)}${docs ? '&include_docs=true' : ''}`,
            });
            const { results, last_seq, pending } = changesSchema.parse(json);
            for (const { doc, ...row } of results) {
              seen.push({ ...row, seq: null });
              if (docs) expect(documentSchema.parse(doc)._rev).toBe(row.changes[0]?.rev);
            }
            since = last_seq;
            expect(seen.length + pending).toBe(ids.length + 2);
            if (pending === 0) break;
            expect(results.length).toBeGreaterThan(0);
          }
          expect(seen).toEqual(everything);
          // Whoever is at the end hears of nothing twice.
          const after = await ask('gateway', { path: `/_changes?since=${since}` });
          expect(changesSchema.parse(after.json).results).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
    const alike: readonly Sent[] = [
      { path: `/_changes?filter=_doc_ids&doc_ids=${quoted([ids[1], 'x'])}` },
      { method: 'POST', path: '/_changes?filter=_doc_ids', body: { doc_ids: [gone] } },
      { method: 'POST', path: '/_changes?filter=_doc_ids', body: { doc_ids: [] } },
    ];
    const pending = z.object({ results: z.array(z.unknown()) });
    for (const sent of alike) {
      const [here, there] = [await ask('gateway', sent), await ask('couchdb', sent)];
      const rows = (json: unknown): unknown =>
        pending.parse(json).results.map((row) => ({ ...rowSchema.parse(row), seq: null }));
      expect(rows(here.json)).toEqual(rows(there.json));
    }
    for (const path of [
      '?since=now',
      '?limit=0',
      '?since=now&last-event-id=now',
      '?last-event-id=now',
    ]) {
      await same({ path: `/_changes${path}` });
      await same({ path: `/_changes${path}&feed=longpoll&timeout=100` });
    }
    await same({ path: '/_changes?since=nonsense' });
    const order = async (where: 'gateway' | 'couchdb', query: string) =>
      changesSchema
        .parse((await ask(where, { path: `/_changes?${query}` })).json)
        .results.map(({ id }) => id);
    const ahead = await order('gateway', '');
    expect(await order('gateway', 'descending=true')).toEqual(ahead.toReversed());
    expect(await order('gateway', 'descending=true&limit=2')).toEqual(
      ahead.toReversed().slice(0, 2),
    );
  });

  it('with lines, events and signs of life of the same form', async () => {
    /** What it looks like, whatever is told. */
    const form = (text: string): readonly string[] =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [, kind] = /^(data: |id: |event: )/.exec(line) ?? [];
          if (kind !== undefined) return kind;
          const names = Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
          return names.filter((name) => name !== 'deleted').join();
        });
    for (const query of [
      'feed=continuous&timeout=200',
      'feed=live&timeout=200&limit=2',
      'feed=continuous&timeout=200&limit=0',
      'feed=continuous&timeout=200&descending=true',
      'feed=continuous&timeout=200&since=now',
      'feed=eventsource&timeout=200&limit=2',
      'feed=eventsource&timeout=200&since=now',
    ]) {
      const [here, there] = [
        await ask('gateway', { path: `/_changes?${query}` }),
        await ask('couchdb', { path: `/_changes?${query}` }),
      ];
      expect(form(here.text), query).toEqual(form(there.text));
      expect(here.type?.split(';')[0], query).toBe(
        query.includes('eventsource') ? 'text/event-stream' : 'application/json',
      );
    }
    const { text } = await ask('gateway', { path: '/_changes?feed=eventsource&limit=2' });
    const [, id = ''] = /^id: (.*)$/m.exec(text) ?? [];
    const back = await ask('gateway', {
      path: '/_changes?feed=eventsource&timeout=200',
      headers: { 'last-event-id': id },
    });
    expect(back.text.match(/^data: /gm)).toHaveLength(ids.length + 1);
  });
});

describe('CouchDB’s own replicator and a virtual table', () => {
  it('agree both ways, continuously, over a kill', async () => {
    await scene.must('PUT', '/_replicator/in', {
      source: through(),
      target: direct(),
      continuous: true,
    });
    await scene.must('PUT', '/_replicator/out', {
      source: direct(),
      target: through(),
      continuous: true,
    });
    const [first = '', second = ''] = ids;
    const renamed = async (where: 'gateway' | 'couchdb', id: string, name: string) => {
      const document = documentSchema.parse((await ask(where, { path: `/${id}` })).json);
      const body = { ...document, name };
      return ask(where, { method: 'PUT', path: `/${id}`, body });
    };
    const nameAt = async (where: 'gateway' | 'couchdb', id: string): Promise<unknown> =>
      documentSchema.parse((await ask(where, { path: `/${id}` })).json)['name'];
    const agree = () =>
      vi.waitFor(async () => {
        expect(await leaves('couchdb')).toEqual(await leaves('gateway'));
      }, patience);
    expect((await renamed('couchdb', first, 'From the replica')).status).toBe(201);
    await vi.waitFor(async () => {
      expect(await nameAt('gateway', first)).toBe('From the replica');
    }, patience);
    // What is edited on an older revision would be refused, and its branch ended.
    await agree();
    await server.kill?.();
    await server.restart?.();
    await vi.waitFor(async () => {
      expect((await renamed('gateway', second, 'From the gateway')).status).toBe(201);
    }, patience);
    expect((await renamed('couchdb', first, 'Once more')).status).toBe(201);
    await vi.waitFor(async () => {
      expect(await nameAt('couchdb', second)).toBe('From the gateway');
      expect(await nameAt('gateway', first)).toBe('Once more');
    }, patience);
    await agree();
    const jobs = z
      .object({
        docs: z.array(
          z.object({ info: z.looseObject({ doc_write_failures: z.number() }).nullable() }),
        ),
      })
      .parse(await scene.must('GET', '/_scheduler/docs/_replicator'));
    expect(jobs.docs.map(({ info }) => info?.doc_write_failures)).toEqual([0, 0]);
  });
});
