import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sides, type Meeting } from '../../../../src/shared/catch-up/sides.ts';

/** What really happened to a document between two agreements. */
interface Story {
  readonly id: string;
  readonly existed: boolean;
  readonly mine: boolean;
  readonly theirs: boolean;
  /** Where both changed it: whose leaf wins, or whether a merge has come of it. */
  readonly ended: 'mine-wins' | 'theirs-wins' | 'merged';
  readonly removed: boolean;
}

const stories = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 8 }),
    existed: fc.boolean(),
    mine: fc.boolean(),
    theirs: fc.boolean(),
    ended: fc.constantFrom('mine-wins', 'theirs-wins', 'merged'),
    removed: fc.boolean(),
  }),
  { selector: ({ id }) => id, maxLength: 30 },
);

function meeting(all: readonly Story[]): Meeting {
  const agreed = new Map<string, string>();
  const own = new Map<string, string>();
  const now = new Map<string, string>();
  const conflicting = new Set<string>();
  for (const { id, existed, mine, theirs, ended, removed } of all) {
    if (existed) agreed.set(id, '1-base');
    if (mine) own.set(id, '2-mine');
    if (mine && theirs) {
      now.set(id, { 'mine-wins': '2-mine', 'theirs-wins': '2-theirs', merged: '3-both' }[ended]);
      if (ended !== 'merged') conflicting.add(id);
    } else if (mine) now.set(id, '2-mine');
    else if (theirs && !(removed && existed)) now.set(id, '2-theirs');
    else if (existed && !theirs) now.set(id, '1-base');
  }
  return { agreed, own, now, conflicting };
}

const idsWhere = (all: readonly Story[], fits: (story: Story) => boolean) =>
  all
    .filter(fits)
    .map(({ id }) => id)
    .sort();

describe('the sides of a return', () => {
  it('names every document that changed, on the side that changed it, and no other', () => {
    fc.assert(
      fc.property(stories, (all) => {
        const found = sides(meeting(all));
        expect(found.mine).toEqual(idsWhere(all, ({ mine }) => mine));
        expect(found.theirs).toEqual(idsWhere(all, ({ theirs }) => theirs));
        expect(found.both).toBe(idsWhere(all, ({ mine, theirs }) => mine && theirs).length);
      }),
    );
  });

  it('loses and doubles nothing, whatever revisions it is given', () => {
    const revisions = fc
      .array(
        fc.tuple(
          fc.constantFrom('a', 'b', 'c', 'd', 'e'),
          fc.constantFrom('1-x', '2-x', '2-y', '3-z'),
        ),
      )
      .map((entries) => new Map(entries));
    fc.assert(
      fc.property(
        revisions,
        revisions,
        revisions,
        fc.array(fc.constantFrom('a', 'b', 'c')),
        (agreed, own, now, open) => {
          const found = sides({ agreed, own, now, conflicting: new Set(open) });
          const ids = new Set([...agreed.keys(), ...now.keys()]);
          const changed = [...ids].filter((id) => agreed.get(id) !== now.get(id)).sort();
          const listed = new Set([...found.mine, ...found.theirs]);
          expect([...listed].sort()).toEqual(changed);
          expect(new Set(found.mine).size).toBe(found.mine.length);
          expect(new Set(found.theirs).size).toBe(found.theirs.length);
          expect(found.both).toBe(found.mine.length + found.theirs.length - listed.size);
        },
      ),
    );
  });

  it('says nothing of what this device made and took back unseen', () => {
    const nothing = new Map<string, string>();
    const own = new Map([['a', '2-gone']]);
    const found = sides({ agreed: nothing, own, now: nothing, conflicting: new Set() });
    expect(found).toEqual({ mine: [], theirs: [], both: 0 });
  });
});
