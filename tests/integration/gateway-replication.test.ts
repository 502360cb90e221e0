import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PouchDB from 'pouchdb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import {
  gatewayBeforeCouchDb,
  sharedName,
  type GatewayBeforeCouchDb,
} from '../support/gateway-couchdb.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';

const resultSchema = z.looseObject({ ok: z.literal(true), doc_write_failures: z.literal(0) });
const changesSchema = z.object({
  results: z.array(z.object({ id: z.string(), changes: z.array(z.object({ rev: z.string() })) })),
});
const once = { live: false, retry: false, batch_size: 20 } as const;
const patience = { timeout: 60_000, interval: 200 };

let server: CouchDbServer;
let scene: GatewayBeforeCouchDb;
let acme: Tenant;
let token: string;
let folder: string;
const opened: PouchDB[] = [];

beforeAll(async () => {
  server = await startOwnCouchDb();
  scene = await gatewayBeforeCouchDb(server);
  acme = await scene.tenant('acme');
  const other = await scene.tenant('other');
  ({ token } = await scene.token(acme));
  folder = await mkdtemp(join(tmpdir(), 'mycouch-gateway-replication-'));
  await scene.must('POST', `/${sharedName}/_bulk_docs`, {
    docs: Array.from({ length: 50 }, (_, at) => ({
      _id: `foreign-${String(at)}`,
      tenant_id: other.tenant_id,
    })),
  });
});
afterAll(async () => {
  for (const one of opened) await one.close();
  await scene.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const local = (name: string): PouchDB => {
  const made = new PouchDB(join(folder, name), { adapter: 'leveldb' });
  opened.push(made);
  return made;
};
const far = (database: string): PouchDB => {
  const made = new PouchDB(`${scene.url}/${database}`, {
    skip_setup: true,
    fetch: (address, init) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${token}`);
      // Its own, which gives attachments as it stores them.
      return PouchDB.fetch(address, { ...init, headers: Object.fromEntries(headers) });
    },
  });
  opened.push(made);
  return made;
};
/** Every leaf by id, in one text each. */
const leaves = (rows: unknown, prefix = ''): Readonly<Record<string, string>> =>
  Object.fromEntries(
    changesSchema
      .parse(rows)
      .results.filter(({ id }) => id.startsWith(prefix) && !id.startsWith('_'))
      .map(
        ({ id, changes }) =>
          [
            id,
            changes
              .map(({ rev }) => rev)
              .sort()
              .join(),
          ] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
const localLeaves = async (one: PouchDB) =>
  leaves(await one.changes({ since: 0, limit: 10_000, style: 'all_docs' }));
const serverLeaves = async (database: string, prefix: string) =>
  leaves(await scene.must('GET', `/${database}/_changes?style=all_docs`), prefix);
const document = (id: string, more: object = {}) => ({
  _id: id,
  tenant_id: acme.tenant_id,
  ...more,
});

/** Documents with attachments, conflicts and deletions among them. */
const seed = async (one: PouchDB, prefix: string): Promise<void> => {
  await one.bulkDocs(
    Array.from({ length: 60 }, (_, at) => document(`${prefix}${String(at)}`, { at })),
  );
  await one.put(
    document(`${prefix}file`, {
      _attachments: {
        'a b.txt': { content_type: 'text/plain', data: Buffer.from('hello').toString('base64') },
      },
    }),
  );
  await one.bulkDocs(
    [1, 2].map((at) => document(`${prefix}conflict`, { at, _rev: `1-${String(at).repeat(32)}` })),
    { new_edits: false },
  );
  const { _rev } = z.object({ _rev: z.string() }).parse(await one.get(`${prefix}1`));
  await one.put({ _id: `${prefix}1`, _rev, _deleted: true });
};

describe.each([
  ['a database of the tenant’s own', 'shop_acme_products'],
  ['a shared database', sharedName],
])('PouchDB and %s', (_what, database) => {
  it('agree after one replication each way', async () => {
    const prefix = 'once-';
    const mine = local(`${database}-mine`);
    await seed(mine, prefix);
    resultSchema.parse(await PouchDB.replicate(mine, far(database), once));
    expect(await serverLeaves(database, prefix)).toEqual(await localLeaves(mine));
    const second = local(`${database}-second`);
    resultSchema.parse(await PouchDB.replicate(far(database), second, once));
    expect(await localLeaves(second)).toEqual(await localLeaves(mine));
    expect(await second.get(`${prefix}2`)).toEqual(await mine.get(`${prefix}2`));
    expect(
      await second.bulkGet({
        docs: [{ id: `${prefix}file`, rev: (await localLeaves(mine))[`${prefix}file`] ?? '' }],
        revs: true,
        attachments: true,
      }),
    ).toMatchObject({
      results: [{ docs: [{ ok: { _attachments: { 'a b.txt': { data: 'aGVsbG8=' } } } }] }],
    });
  });

  it('agree live, both ways, after the server was killed and started again', async () => {
    const [first, second] = [local(`${database}-live-1`), local(`${database}-live-2`)];
    const live = { live: true, retry: true, batch_size: 20 };
    const running = [first, second].flatMap((one) => [
      PouchDB.replicate(one, far(database), live),
      PouchDB.replicate(far(database), one, live),
    ]);
    const denied: unknown[] = [];
    for (const one of running) {
      void one.on('denied', (error) => denied.push(error));
      void one.catch(() => undefined);
    }
    await first.bulkDocs(Array.from({ length: 30 }, (_, at) => document(`live-a${String(at)}`)));
    await vi.waitFor(async () => {
      expect(await localLeaves(second)).toHaveProperty('live-a29');
    }, patience);
    await server.kill?.();
    await first.bulkDocs(Array.from({ length: 30 }, (_, at) => document(`live-b${String(at)}`)));
    await second.bulkDocs(Array.from({ length: 30 }, (_, at) => document(`live-c${String(at)}`)));
    await server.restart?.();
    await vi.waitFor(async () => {
      const [a, b] = [await localLeaves(first), await localLeaves(second)];
      expect(Object.keys(a)).toEqual(expect.arrayContaining(['live-b29', 'live-c29']));
      expect(a).toEqual(b);
      expect(await serverLeaves(database, 'live-')).toEqual(
        Object.fromEntries(Object.entries(a).filter(([id]) => id.startsWith('live-'))),
      );
    }, patience);
    for (const one of running) one.cancel();
    expect(denied).toEqual([]);
  });
});

describe.each([
  ['a database of the tenant’s own', 'shop_acme_sales'],
  ['a shared database', sharedName],
])('CouchDB’s own replicator and %s', (what, database) => {
  const own = what.includes('shared') ? 'copy_shared' : 'copy_own';
  const through = (name: string) => ({
    url: `${scene.url}/${name}`,
    headers: { authorization: `Bearer ${token}` },
  });
  const direct = (name: string) => ({
    url: `${server.url}/${name}`,
    auth: { basic: { username: server.username, password: server.password } },
  });
  const historySchema = z.looseObject({
    ok: z.literal(true),
    history: z.array(z.looseObject({ doc_write_failures: z.literal(0) })).optional(),
  });

  it('agree both ways, once and continuously, over a kill', async () => {
    await scene.must('PUT', `/${own}`);
    await scene.must('POST', `/${own}/_bulk_docs`, {
      docs: Array.from({ length: 40 }, (_, at) => document(`${own}-out${String(at)}`)),
    });
    await scene.must(
      'PUT',
      `/${own}/${own}-file`,
      document(`${own}-file`, {
        _attachments: { 'a.txt': { content_type: 'text/plain', data: 'aGVsbG8=' } },
      }),
    );
    historySchema.parse(
      await scene.must('POST', '/_replicate', { source: direct(own), target: through(database) }),
    );
    expect(await serverLeaves(database, own)).toEqual(await serverLeaves(own, ''));
    await scene.must('PUT', `/${own}_back`);
    historySchema.parse(
      await scene.must('POST', '/_replicate', {
        source: through(database),
        target: direct(`${own}_back`),
      }),
    );
    expect(await serverLeaves(`${own}_back`, own)).toEqual(await serverLeaves(own, ''));
    const read = await fetch(`${scene.url}/${database}/${own}-file/a.txt`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await read.text()).toBe('hello');

    await scene.must('PUT', `/_replicator/${own}-in`, {
      source: through(database),
      target: direct(own),
      continuous: true,
    });
    await scene.must('PUT', `/_replicator/${own}-out`, {
      source: direct(own),
      target: through(database),
      continuous: true,
    });
    await server.kill?.();
    await server.restart?.();
    await scene.must('PUT', `/${own}/${own}-late`, document(`${own}-late`));
    const put = await fetch(`${scene.url}/${database}/${own}-far`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(document(`${own}-far`)),
    });
    expect(put.status).toBe(201);
    await vi.waitFor(async () => {
      const here = await serverLeaves(own, own);
      expect(Object.keys(here)).toEqual(expect.arrayContaining([`${own}-far`, `${own}-late`]));
      expect(await serverLeaves(database, own)).toEqual(here);
    }, patience);
    expect(Object.keys(await serverLeaves(own, 'foreign-'))).toEqual([]);
    const failures = z
      .object({
        docs: z.array(
          z.object({ info: z.looseObject({ doc_write_failures: z.number() }).nullable() }),
        ),
      })
      .parse(await scene.must('GET', '/_scheduler/docs/_replicator'));
    expect(failures.docs.map(({ info }) => info?.doc_write_failures ?? 0)).not.toContain(1);
    for (const name of [`${own}-in`, `${own}-out`]) {
      const kept = z
        .object({ _rev: z.string() })
        .parse(await scene.must('GET', `/_replicator/${name}`));
      await scene.must('DELETE', `/_replicator/${name}?rev=${kept._rev}`);
    }
  });
});
