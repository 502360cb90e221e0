import { describe, expect, it } from 'vitest';
import type { CouchRequest, Requester } from '../../../../src/couch/transport.ts';
import { olderEntries } from '../../../../src/main/log/server-log.ts';
import { draftAt, newHistory, write } from '../../../support/log-history.ts';

/** A server's log of so many entries, all of one instant but the last few; answers pages of ids. */
function server(count: number) {
  const [device] = newHistory(1).devices;
  if (device === undefined) throw new Error('no device');
  const entries = Array.from({ length: count }, (_, number) =>
    write(
      device,
      draftAt(number < count - 3 ? 0 : number, {
        details: { number },
        actor: number % 1000 === 5 ? 'rare' : 'anna',
      }),
    ),
  ).sort((a, b) => (a._id < b._id ? 1 : -1));
  const gone = new Set<string>();
  const reader: Requester = {
    request: ({ query = {} }: CouchRequest) => {
      const start: unknown = JSON.parse(String(query['startkey']));
      const end: unknown = JSON.parse(String(query['endkey']));
      const rows = entries
        .filter(({ _id }) => typeof start === 'string' && _id <= start && !gone.has(_id))
        .filter(({ _id }) => typeof end === 'string' && _id >= end)
        .slice(Number(query['skip']), Number(query['skip']) + Number(query['limit']))
        .map((entry) => ({ id: entry._id, doc: { ...entry, _rev: '1-a' } }));
      return Promise.resolve({ status: 200, body: { rows }, headers: new Map() });
    },
  };
  return { entries, gone, reader };
}

describe('older entries of the log (A1)', () => {
  it('come page by page, none lost and none doubled, though a border lies within an instant', async () => {
    const { entries, reader } = server(40);
    const seen: string[] = [];
    let before = '2999-01-01T00:00:00.000Z';
    for (;;) {
      const { rows, next } = await olderEntries(reader, { before, tenantId: null, limit: 7 });
      seen.push(...rows.map(({ _id }) => _id));
      if (next === null) break;
      expect(rows.length).toBe(7);
      before = next;
    }
    expect(seen).toEqual(entries.map(({ _id }) => _id));
  });

  it('go on behind an entry that a cut has taken meanwhile', async () => {
    const { entries, gone, reader } = server(10);
    const before = entries[3]?._id ?? '';
    gone.add(before);
    const { rows, next } = await olderEntries(reader, { before, tenantId: null, limit: 2 });
    expect(rows.map(({ _id }) => _id)).toEqual(entries.slice(4, 6).map(({ _id }) => _id));
    expect(next).toBe(entries[5]?._id);
  });

  it('before an instant are only those of earlier ones', async () => {
    const { entries, reader } = server(10);
    const before = entries[2]?.createdAt ?? '';
    const { rows, next } = await olderEntries(reader, { before, tenantId: null, limit: 500 });
    expect(rows.map(({ _id }) => _id)).toEqual(entries.slice(3).map(({ _id }) => _id));
    expect(next).toBeNull();
  });

  it('that a filter finds come though they lie far apart, and a stretch of time ends where it ends', async () => {
    const { entries, reader } = server(1200);
    const before = '2999-01-01T00:00:00.000Z';
    const expected = entries.filter(({ actor }) => actor === 'rare').map(({ _id }) => _id);
    const found = await olderEntries(reader, { tenantId: null, search: 'Rare', before, limit: 9 });
    expect(expected).toHaveLength(2);
    expect(found.rows.map(({ _id }) => _id)).toEqual(expected);
    expect(found.next).toBeNull();
    const newest = entries[0]?.createdAt ?? '';
    const from = entries[2]?.createdAt ?? '';
    const stretch = await olderEntries(reader, {
      tenantId: null,
      from,
      to: newest,
      before,
      limit: 500,
    });
    expect(stretch).toEqual({
      rows: entries
        .filter(({ createdAt }) => createdAt >= from && createdAt < newest)
        .map((entry) => ({ ...entry, _rev: '1-a' })),
      next: null,
    });
  });
});
