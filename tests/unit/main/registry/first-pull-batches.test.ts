import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPulledDocument,
  pullBatches,
  splitSimple,
  type FeedRow,
  type PulledDocument,
} from '../../../../src/main/registry/first-pull-batches.ts';

const rows: fc.Arbitrary<readonly FeedRow[]> = fc
  .array(
    fc.record({
      leaves: fc.integer({ min: 1, max: 5 }),
      told: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((wanted) =>
    wanted.map(({ leaves, told }, at) => ({
      id: `document_${at}`,
      revs: Array.from({ length: leaves }, (_, leaf) => `${leaf + 1}-${at}`),
      seq: told ? String(at) : null,
    })),
  );
const size = fc.integer({ min: 1, max: 12 });

const leavesOf = (row: FeedRow) => row.revs.map((rev) => ({ id: row.id, rev }));

describe('batches of a first pull', () => {
  it('ask for every leaf once, in the order of the feed', () => {
    fc.assert(
      fc.property(rows, size, (feed, most) => {
        const asked = pullBatches(feed, 'end', most).flatMap(({ leaves }) => leaves);
        expect(asked).toEqual(feed.flatMap(leavesOf));
      }),
    );
  });

  it('keep the leaves of a document together and are no larger than asked, but for one document alone', () => {
    fc.assert(
      fc.property(rows, size, (feed, most) => {
        const batches = pullBatches(feed, 'end', most);
        const seen = batches.map(({ leaves }) => new Set(leaves.map(({ id }) => id)));
        expect(seen.reduce((sum, ids) => sum + ids.size, 0)).toBe(feed.length);
        for (const { leaves, documents } of batches) {
          expect(leaves.length <= most || documents === 1).toBe(true);
        }
        expect(batches.map(({ documents }) => documents)).toEqual(seen.map((ids) => ids.size));
      }),
    );
  });

  it('never claim a sequence before everything up to it was asked for', () => {
    fc.assert(
      fc.property(rows, size, (feed, most) => {
        let asked = 0;
        const batches = pullBatches(feed, 'end', most);
        for (const { documents, upTo } of batches) {
          asked += documents;
          if (upTo === 'end') expect(asked).toBe(feed.length);
          else if (upTo !== null) expect(Number(upTo)).toBeLessThan(asked);
        }
        expect(batches.at(-1)?.upTo ?? 'end').toBe('end');
      }),
    );
  });
});

function pulled(id: string, rev: string, more: object = {}): PulledDocument {
  return { _id: id, _rev: rev, _revisions: { start: 1, ids: ['a'] }, ...more };
}

describe('simple documents', () => {
  it('have one leaf, no attachment, and are not here yet; none is lost on the way', () => {
    fc.assert(
      fc.property(rows, fc.func(fc.boolean()), (feed, known) => {
        const isHere = (id: string) => known(id);
        const documents = feed.flatMap(leavesOf).map(({ id, rev }) => pulled(id, rev));
        const { simple, others } = splitSimple(documents, isHere);
        expect(new Set([...simple, ...others])).toEqual(new Set(documents));
        const leaves = new Map(feed.map(({ id, revs }) => [id, revs.length]));
        for (const { _id } of simple) expect([leaves.get(_id), isHere(_id)]).toEqual([1, false]);
        for (const { _id } of others) expect(leaves.get(_id) === 1 && !isHere(_id)).toBe(false);
      }),
    );
    const attached = pulled('a', '1-a', { _attachments: {} });
    expect(splitSimple([attached], () => false).simple).toEqual([]);
  });
});

describe('an answer with a document', () => {
  const good = { _id: 'a', _rev: '1-a', _revisions: { start: 1, ids: ['a'] }, anything: [1] };

  it('has an id, a revision and a history', () => {
    expect(isPulledDocument(good)).toBe(true);
    expect(isPulledDocument({ ...good, _deleted: true })).toBe(true);
  });

  it('is none where one of them is missing or something else', () => {
    const wrong: readonly unknown[] = [
      null,
      'a',
      [good],
      { ...good, _id: 1 },
      { ...good, _rev: undefined },
      { ...good, _deleted: 'yes' },
      { ...good, _revisions: undefined },
      { ...good, _revisions: { start: 1.5, ids: ['a'] } },
      { ...good, _revisions: { start: 1, ids: [] } },
      { ...good, _revisions: { start: 1, ids: ['a', 2] } },
      { ...good, _revisions: { start: 1, ids: 'a' } },
    ];
    for (const value of wrong) expect(isPulledDocument(value)).toBe(false);
  });
});
