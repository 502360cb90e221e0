import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PouchDB from 'pouchdb';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { text, type Client } from './client.ts';
import { describeFacts, members } from './suite.ts';

const practice = { practice: true };

const resultSchema = z.looseObject({
  ok: z.boolean(),
  docs_written: z.number(),
  doc_write_failures: z.number(),
});

/** An unmodified PouchDB on LevelDB, and the same library's view of a remote database. */
const withPouch = async (
  user: Client & { readonly name: string; readonly password: string },
  path: string,
  work: (local: PouchDB, remote: PouchDB) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'mycouch-replication-'));
  const local = new PouchDB(join(folder, 'local'), { adapter: 'leveldb' });
  const address = new URL(`${user.url}${path}`);
  address.username = user.name;
  address.password = user.password;
  const far = new PouchDB(address.href, { skip_setup: true });
  try {
    await work(local, far);
  } finally {
    await far.close();
    await local.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const once = { live: false, retry: false, batch_size: 100 } as const;

describeFacts('replication with PouchDB', (fact) => {
  fact('both ways, with conflicts, deletions and attachments', practice, async (bench) => {
    const path = await bench.database(members('reader'));
    const user = await bench.user(['reader']);
    const docs = Array.from({ length: 250 }, (_, index) => ({
      _id: `far-${String(index)}`,
      index,
    }));
    const written = await bench.admin.send('POST', `${path}/_bulk_docs`, { body: { docs } });
    await bench.admin.send('DELETE', `${path}/far-0?rev=${text(written.body, 0, 'rev')}`);
    const branches = ['1-a', '1-b'].map((rev) => ({ _id: 'both', _rev: rev, rev }));
    await bench.admin.send('POST', `${path}/_bulk_docs`, {
      body: { docs: branches, new_edits: false },
    });
    await bench.admin.send('PUT', `${path}/pic/a.bin`, {
      body: 'bytes',
      headers: { 'content-type': 'application/octet-stream' },
    });
    await withPouch(user, path, async (local, far) => {
      const pulled = resultSchema.parse(await PouchDB.replicate(far, local, once));
      expect(pulled).toMatchObject({ ok: true, docs_written: 253, doc_write_failures: 0 });
      expect(await local.get('far-7')).toMatchObject({ index: 7 });
      await local.put({ _id: 'near', v: 1 });
      const pushed = resultSchema.parse(await PouchDB.replicate(local, far, once));
      expect(pulled.ok && pushed.ok).toBe(true);
      expect(pushed.doc_write_failures).toBe(0);
      expect((await bench.admin.send('GET', `${path}/near`)).body).toMatchObject({ v: 1 });
      const again = resultSchema.parse(await PouchDB.replicate(far, local, once));
      expect(again.docs_written).toBe(0);
    });
  });

  fact('live: an edit on either side arrives at the other', practice, async (bench) => {
    const path = await bench.database(members('reader'));
    const user = await bench.user(['reader']);
    await withPouch(user, path, async (local, far) => {
      const live = { live: true, retry: false, batch_size: 100 } as const;
      const pull = PouchDB.replicate(far, local, live);
      const push = PouchDB.replicate(local, far, live);
      try {
        await bench.admin.send('PUT', `${path}/from-far`, { body: { v: 1 } });
        await local.put({ _id: 'from-near', v: 2 });
        const options = { timeout: 10_000, interval: 20 };
        await vi.waitFor(async () => {
          expect(await local.get('from-far')).toMatchObject({ v: 1 });
          expect((await bench.admin.send('GET', `${path}/from-near`)).body).toMatchObject({ v: 2 });
        }, options);
        await bench.admin.send('PUT', `${path}/later`, { body: { v: 3 } });
        await vi.waitFor(async () => {
          expect(await local.get('later')).toMatchObject({ v: 3 });
        }, options);
      } finally {
        pull.cancel();
        push.cancel();
        await Promise.all([pull, push]);
      }
    });
  });

  // COUCHDB facts, Guards 4
  fact(
    'what a guard refuses is counted in doc_write_failures while ok stays true',
    practice,
    async (bench) => {
      const path = await bench.database(members('reader'));
      const user = await bench.user(['reader']);
      const source = "function (doc) { if (doc.bad) throw({forbidden: 'bad'}); }";
      await bench.admin.send('PUT', `${path}/_design/guard`, {
        body: { validate_doc_update: source },
      });
      await withPouch(user, path, async (local, far) => {
        await local.put({ _id: 'good' });
        await local.put({ _id: 'refused', bad: true });
        const result = resultSchema.parse(await PouchDB.replicate(local, far, once));
        expect(result).toMatchObject({ ok: true, docs_written: 1, doc_write_failures: 1 });
        expect((await bench.admin.send('GET', `${path}/refused`)).status).toBe(404);
      });
    },
  );
});
