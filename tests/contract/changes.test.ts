import { expect } from 'vitest';
import { field, text, type Client } from './client.ts';
import { describeFacts, members } from './suite.ts';

const practice = { practice: true };

const put = async (
  client: Client,
  path: string,
  id: string,
  body: unknown = {},
): Promise<string> => {
  const answer = await client.send('PUT', `${path}/${id}`, { body });
  expect(answer.status).toBe(201);
  return text(answer.body, 'rev');
};

const rows = (body: unknown): readonly unknown[] => {
  const found: unknown = field(body, 'results');
  if (!Array.isArray(found)) throw new Error('no results');
  return found;
};

const ids = (body: unknown): readonly unknown[] => rows(body).map((row) => field(row, 'id'));

const after = (sequence: string): string => `since=${encodeURIComponent(sequence)}`;

/** Lines of a feed that does not end, empty ones (signs of life) included; undefined when it ended. */
const openFeed = async (client: Client, path: string) => {
  const controller = new AbortController();
  const answer = await client.open(path, controller.signal);
  expect(answer.status).toBe(200);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  const line = async (): Promise<string | undefined> => {
    for (;;) {
      const end = pending.indexOf('\n');
      if (end >= 0) {
        const found = pending.slice(0, end);
        pending = pending.slice(end + 1);
        return found;
      }
      const piece = await reader?.read();
      if (piece?.value === undefined) return undefined;
      pending += piece.value;
    }
  };
  /** The next line that is not empty. */
  const next = async (): Promise<unknown> => {
    for (;;) {
      const found = await line();
      if (found === undefined) return undefined;
      if (found !== '') {
        const parsed: unknown = JSON.parse(found);
        return parsed;
      }
    }
  };
  return {
    line,
    next,
    close: () => {
      controller.abort();
    },
  };
};

describeFacts('_changes', (fact) => {
  fact(
    'a document is listed once, at its latest change, oldest first',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      const first = await put(admin, path, 'a');
      const b = await put(admin, path, 'b');
      const a = await put(admin, path, 'a', { _rev: first, v: 2 });
      await admin.send('DELETE', `${path}/b?rev=${b}`);
      const { body } = await admin.send('GET', `${path}/_changes`);
      expect(ids(body)).toEqual(['a', 'b']);
      expect(rows(body)[0]).toMatchObject({ id: 'a', changes: [{ rev: a }] });
      expect(rows(body)[1]).toMatchObject({ id: 'b', deleted: true });
      expect(field(body, 'pending')).toBe(0);
      expect(text(body, 'last_seq')).toMatch(/^\d+-/);
    },
  );

  fact(
    'since continues, limit cuts, since=now starts at the end',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      for (const id of ['a', 'b', 'c']) await put(admin, path, id);
      const all = (await admin.send('GET', `${path}/_changes`)).body;
      const two = (await admin.send('GET', `${path}/_changes?limit=2`)).body;
      expect(rows(two)).toHaveLength(2);
      expect(field(two, 'pending')).toBe(1);
      const rest = (await admin.send('GET', `${path}/_changes?${after(text(two, 'last_seq'))}`))
        .body;
      expect([...ids(two), ...ids(rest)].sort()).toEqual(['a', 'b', 'c']);
      const now = (await admin.send('GET', `${path}/_changes?since=now`)).body;
      expect(rows(now)).toEqual([]);
      await put(admin, path, 'd');
      for (const last of [text(now, 'last_seq'), text(all, 'last_seq')]) {
        expect(ids((await admin.send('GET', `${path}/_changes?${after(last)}`)).body)).toEqual([
          'd',
        ]);
      }
      expect(rows((await admin.send('GET', `${path}/_changes?limit=0`)).body)).toEqual([]);
    },
  );

  fact(
    'the sequence of every row is one to continue from',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      for (const id of ['a', 'b', 'c']) await put(admin, path, id);
      const all = (await admin.send('GET', `${path}/_changes`)).body;
      const seq = text(rows(all)[0], 'seq');
      expect(ids((await admin.send('GET', `${path}/_changes?${after(seq)}`)).body)).toEqual(
        ids(all).slice(1),
      );
    },
  );

  fact('include_docs, style=all_docs and descending', practice, async ({ admin, database }) => {
    const path = await database();
    const leaf = (rev: string) => ({ _id: 'f', _rev: rev, v: rev });
    await admin.send('POST', `${path}/_bulk_docs`, {
      body: { docs: [leaf('1-a'), leaf('1-b')], new_edits: false },
    });
    const main = (await admin.send('GET', `${path}/_changes?include_docs=true&conflicts=true`))
      .body;
    expect(rows(main)).toMatchObject([
      { changes: [{ rev: '1-b' }], doc: { _id: 'f', v: '1-b', _conflicts: ['1-a'] } },
    ]);
    const all = (await admin.send('GET', `${path}/_changes?style=all_docs`)).body;
    expect(field(rows(all)[0], 'changes')).toEqual(
      expect.arrayContaining([{ rev: '1-a' }, { rev: '1-b' }]),
    );
    await put(admin, path, 'g');
    const down = (await admin.send('GET', `${path}/_changes?descending=true&limit=1`)).body;
    expect(ids(down)).toEqual(['g']);
  });

  fact('filter=_doc_ids, by POST', practice, async ({ admin, database }) => {
    const path = await database();
    for (const id of ['a', 'b', 'c']) await put(admin, path, id);
    const { body } = await admin.send('POST', `${path}/_changes?filter=_doc_ids`, {
      body: { doc_ids: ['b'] },
    });
    expect(ids(body)).toEqual(['b']);
  });

  fact('a malformed since, feed or parameter is a 400', practice, async ({ admin, database }) => {
    const path = await database();
    for (const query of ['since=bogus', 'feed=bogus']) {
      expect((await admin.send('GET', `${path}/_changes?${query}`)).status, query).toBe(400);
    }
  });

  fact(
    'longpoll answers at once when there is something, else with the next change',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      await put(admin, path, 'a');
      const first = (await admin.send('GET', `${path}/_changes?feed=longpoll`)).body;
      expect(ids(first)).toEqual(['a']);
      const query = `feed=longpoll&heartbeat=10000&${after(text(first, 'last_seq'))}`;
      const waiting = admin.send('GET', `${path}/_changes?${query}`);
      await put(admin, path, 'b');
      expect(ids((await waiting).body)).toEqual(['b']);
    },
  );

  fact(
    'longpoll gives up after its timeout with the same sequence',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      await put(admin, path, 'a');
      const last = text((await admin.send('GET', `${path}/_changes`)).body, 'last_seq');
      const { body } = await admin.send(
        'GET',
        `${path}/_changes?feed=longpoll&timeout=100&${after(last)}`,
      );
      expect(rows(body)).toEqual([]);
      await put(admin, path, 'b');
      expect(
        ids((await admin.send('GET', `${path}/_changes?${after(text(body, 'last_seq'))}`)).body),
      ).toEqual(['b']);
    },
  );

  fact(
    'continuous delivers what is and what comes, a line each, with signs of life',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      await put(admin, path, 'a');
      const feed = await openFeed(
        admin,
        `${path}/_changes?feed=continuous&heartbeat=50&include_docs=true`,
      );
      expect(await feed.next()).toMatchObject({ id: 'a', doc: { _id: 'a' } });
      expect(await feed.line()).toBe('');
      await put(admin, path, 'b');
      const row = await feed.next();
      expect(row).toMatchObject({ id: 'b' });
      feed.close();
      expect(
        ids((await admin.send('GET', `${path}/_changes?${after(text(row, 'seq'))}`)).body),
      ).toEqual([]);
    },
  );

  fact(
    'continuous ends after its limit, and after its timeout, with last_seq',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      for (const id of ['a', 'b']) await put(admin, path, id);
      const limited = await openFeed(admin, `${path}/_changes?feed=continuous&limit=1`);
      const row = await limited.next();
      expect(row).toHaveProperty('id');
      expect(await limited.next()).toHaveProperty('last_seq');
      expect(await limited.next()).toBeUndefined();
      const timed = await openFeed(admin, `${path}/_changes?feed=continuous&since=now&timeout=100`);
      expect(await timed.next()).toHaveProperty('last_seq');
      expect(await timed.next()).toBeUndefined();
    },
  );

  fact('a feed ends when its database is deleted', practice, async ({ admin, database }) => {
    const path = await database();
    await put(admin, path, 'a');
    const feed = await openFeed(admin, `${path}/_changes?feed=continuous&heartbeat=100`);
    expect(await feed.next()).toMatchObject({ id: 'a' });
    await admin.send('DELETE', path);
    for (;;) {
      const found = await feed.next().catch(() => undefined);
      if (found === undefined) break;
      expect(found).toHaveProperty('last_seq');
    }
  });

  // COUCHDB facts, JWT 8: what a feed was allowed at its start it keeps
  fact(
    'an open continuous feed keeps delivering after its reader lost the role',
    practice,
    async (bench) => {
      const user = await bench.user(['reader']);
      const path = await bench.database(members('reader'));
      const feed = await openFeed(user, `${path}/_changes?feed=continuous&heartbeat=1000`);
      await put(bench.admin, path, 'a');
      expect(await feed.next()).toMatchObject({ id: 'a' });
      await bench.admin.send('PUT', `${path}/_security`, { body: members('other') });
      expect((await user.send('GET', `${path}/_changes`)).status).toBe(403);
      await put(bench.admin, path, 'b');
      expect(await feed.next()).toMatchObject({ id: 'b' });
      feed.close();
    },
  );

  fact(
    'a sequence of a deleted namesake starts from the beginning',
    practice,
    async ({ admin, database }) => {
      const path = await database();
      for (const id of ['a', 'b', 'c']) await put(admin, path, id);
      const old = text((await admin.send('GET', `${path}/_changes`)).body, 'last_seq');
      await admin.send('DELETE', path);
      expect((await admin.send('PUT', `${path}?q=1`)).status).toBe(201);
      await put(admin, path, 'new');
      expect(ids((await admin.send('GET', `${path}/_changes?${after(old)}`)).body)).toEqual([
        'new',
      ]);
    },
  );
});
