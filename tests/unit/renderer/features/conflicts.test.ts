import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  ConflictDetail,
  ConflictField,
} from '../../../../src/shared/bridge/conflict-views.ts';
import { changedPart } from '../../../../src/renderer/features/conflicts/changed-part.ts';
import { fieldName, kindName } from '../../../../src/renderer/features/conflicts/field-name.ts';
import {
  carryOver,
  isTaken,
  requestOf,
  resultOf,
  takeAllFrom,
  takesText,
  unchosen,
  type Choice,
} from '../../../../src/renderer/features/conflicts/review-choices.ts';
import { sideName } from '../../../../src/renderer/features/conflicts/side-name.ts';
import { decideAlike } from '../../../../src/renderer/features/conflicts/use-resolve-many.ts';
import { valueWords } from '../../../../src/renderer/features/conflicts/value-view.tsx';

const held = (value: string | null) => ({ present: value !== null, value });

const field = (
  path: string,
  verdict: ConflictField['verdict'],
  values: readonly (string | null)[],
  taken: string | null = null,
): ConflictField => ({
  path,
  base: { known: true, value: 'before' },
  values: values.map(held),
  verdict,
  taken: held(taken),
  reason: '',
});

const side = (rev: string, mine = false) => ({
  rev,
  mine,
  winner: !mine,
  deleted: false,
  updatedBy: null,
  updatedAt: null,
});

const conflict: ConflictDetail = {
  documentId: 'tenant_a',
  kind: 'tenant',
  title: 'Oak',
  tenantId: 'a',
  asks: ['/name', '/description'],
  sides: 2,
  updatedAt: null,
  sideList: [side('2-a', true), side('2-b')],
  baseKnown: true,
  fields: [
    field('/name', 'ask', ['Oak A', 'Oak B']),
    field('/description', 'ask', ['x', 'y']),
    field('/owner_email', 'one-side', ['new', 'before'], 'new'),
    field('/deletedAt', 'safer', [null, '2026-01-01T00:00:00.000Z'], '2026-01-01T00:00:00.000Z'),
    field('/key', 'same', ['oak', 'oak'], 'oak'),
  ],
};

const takes = (rev: string, value: string): Choice => ({ of: 'side', rev, held: held(value) });
const madeOn = (taken: ReadonlyMap<string, Choice>) => ({ revs: ['2-a', '2-b'], taken });

describe('choosing in a conflict (S3)', () => {
  it('asks until every field has a choice, and sends only what was chosen', () => {
    const some = new Map([['/name', takes('2-b', 'Oak B')]]);
    expect(unchosen(conflict, new Map())).toEqual(['/name', '/description']);
    expect(unchosen(conflict, some)).toEqual(['/description']);
    const all = new Map<string, Choice>([...some, ['/description', { of: 'text', text: 'z' }]]);
    expect(unchosen(conflict, all)).toEqual([]);
    expect(requestOf(conflict, all)).toEqual({
      documentId: 'tenant_a',
      revs: ['2-a', '2-b'],
      choices: [
        { path: '/name', take: { side: '2-b' } },
        { path: '/description', take: { value: 'z' } },
      ],
    });
  });

  it('previews what the rules take, what was chosen, and nothing where nobody chose', () => {
    const [name, , email, deleted] = conflict.fields;
    if (name === undefined || email === undefined || deleted === undefined) throw new Error();
    expect(resultOf(name, undefined)).toBeNull();
    expect(resultOf(name, takes('2-a', 'Oak A'))).toEqual(held('Oak A'));
    expect(resultOf(name, { of: 'text', text: 'Elm' })).toEqual(held('Elm'));
    expect(resultOf(email, undefined)).toEqual(held('new'));
    expect(isTaken(email, 0, undefined)).toBe(true);
    expect(isTaken(email, 0, takes('2-b', 'before'))).toBe(false);
    expect(isTaken(deleted, 1, undefined)).toBe(true);
  });

  it('takes every choice from one side, and leaves what the rules decide', () => {
    const taken = takeAllFrom(conflict, 1, new Map());
    expect([...taken.keys()]).toEqual(['/name', '/description']);
    expect(taken.get('/name')).toEqual(takes('2-b', 'Oak B'));
  });

  it('offers another value for texts that are asked, not for times or what is decided', () => {
    expect(conflict.fields.map(takesText)).toEqual([true, true, false, false, false]);
    expect(takesText(field('/archivedAt', 'ask', ['2026-01-01T00:00:00.000Z', null]))).toBe(false);
  });
});

describe('choices when another edit arrives (S3)', () => {
  const newer: ConflictDetail = {
    ...conflict,
    sideList: [side('2-a', true), side('3-b')],
    fields: conflict.fields.map((one) =>
      one.path === '/name' ? field('/name', 'ask', ['Oak A', 'Oak C']) : one,
    ),
  };

  it('says nothing while the sides are the same', () => {
    const taken = new Map([['/name', takes('2-b', 'Oak B')]]);
    expect(carryOver(madeOn(taken), conflict)).toEqual({
      taken,
      moved: false,
      kept: 1,
      dropped: 0,
    });
    expect(carryOver(null, conflict).moved).toBe(false);
  });

  it('drops a choice whose value no side has any more', () => {
    const after = carryOver(madeOn(new Map([['/name', takes('2-b', 'Oak B')]])), newer);
    expect(after).toEqual({ taken: new Map(), moved: true, kept: 0, dropped: 1 });
  });

  it('keeps a text, a side that stayed, and a value that moved on to another revision', () => {
    const after = carryOver(
      madeOn(
        new Map<string, Choice>([
          ['/name', takes('2-a', 'Oak A')],
          ['/description', takes('2-b', 'y')],
        ]),
      ),
      newer,
    );
    expect(after).toMatchObject({ moved: true, kept: 2, dropped: 0 });
    expect(after.taken.get('/description')).toEqual(takes('3-b', 'y'));
    const text: Choice = { of: 'text', text: 'Elm' };
    expect(carryOver(madeOn(new Map([['/name', text]])), newer).taken.get('/name')).toBe(text);
  });

  it('drops a choice for a field that is no longer open', () => {
    const settled = { ...newer, fields: [field('/name', 'same', ['Oak A', 'Oak A'], 'Oak A')] };
    const taken = new Map([['/name', takes('2-a', 'Oak A')]]);
    expect(carryOver(madeOn(taken), settled)).toMatchObject({ kept: 0, dropped: 1 });
  });

  it('never carries a choice to a revision that is not among the sides', () => {
    const value = fc.constantFrom('p', 'q', 'r');
    const rev = fc.integer({ min: 1, max: 4 }).map((generation) => `${String(generation)}-x`);
    const twoRevs = fc.uniqueArray(rev, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(twoRevs, fc.tuple(value, value), rev, value, (revs, values, chosen, was) => {
        const detail = {
          ...conflict,
          sideList: revs.map((one) => side(one)),
          fields: [field('/name', 'ask', values)],
        };
        const choices = { revs: [chosen], taken: new Map([['/name', takes(chosen, was)]]) };
        const choice = carryOver(choices, detail).taken.get('/name');
        if (choice?.of !== 'side') return choice === undefined && !values.includes(was);
        return values[revs.indexOf(choice.rev)] === was;
      }),
    );
  });
});

describe('a conflict in words', () => {
  it('calls sides mine and theirs, and numbers them where there are more', () => {
    const two = [side('1-a', true), side('1-b')];
    expect(two.map((_, index) => sideName(two, index))).toEqual(['Mine', 'Theirs']);
    const three = [...two, side('1-c')];
    expect(three.map((_, index) => sideName(three, index))).toEqual(['Mine', 'Side 2', 'Side 3']);
    const none = [side('1-a'), side('1-b')];
    expect(none.map((_, index) => sideName(none, index))).toEqual(['Side 1', 'Side 2']);
  });

  it('names fields and kinds it knows, and reads those it does not', () => {
    expect(fieldName('/name')).toBe('Name');
    expect(fieldName('/configuration/a~1b')).toBe('Configuration › a/b');
    expect(fieldName('/rowsPerPage')).toBe('Rows per page');
    expect(fieldName('/toString')).toBe('To string');
    expect(kindName('tenant')).toBe('Tenant');
    expect(kindName('price_list')).toBe('Price list');
  });

  it('tells values apart that look alike', () => {
    expect(valueWords({ present: false, value: null })).toBe('Not there');
    expect(valueWords({ present: true, value: null })).toBe('None');
    expect(valueWords({ present: true, value: '' })).toBe('Empty');
    expect(valueWords({ present: true, value: false })).toBe('No');
    expect(valueWords({ present: true, value: 'false' })).toBe('false');
    expect(valueWords({ present: true, value: ['a'] })).toBe('["a"]');
  });

  it('marks whole words that differ and loses nothing', () => {
    expect(changedPart('Opens at six.', 'Opens at seven.')).toEqual({
      start: 'Opens at ',
      changed: 'seven',
      end: '.',
    });
    const words = fc.array(fc.constantFrom('a', 'ä̈', ' ', 'bc', '👩‍👩‍👧', '.', '\n'));
    fc.assert(
      fc.property(words, words, (before, after) => {
        const part = changedPart(before.join(''), after.join(''));
        return part.start + part.changed + part.end === after.join('');
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => changedPart(text, text).changed === ''));
  });
});

describe('deciding many alike', () => {
  const ids = Array.from({ length: 250 }, (_, index) => String(index));
  const asked = { documentIds: ids, take: 'newest' as const };

  it('goes portion by portion and gathers what is left', async () => {
    const portions: number[] = [];
    const seen: number[] = [];
    const resolveMany = ({ documentIds }: { readonly documentIds: readonly string[] }) => {
      portions.push(documentIds.length);
      const left = documentIds.slice(0, 1).map((documentId) => ({ documentId, message: 'No.' }));
      return Promise.resolve({ resolved: documentIds.length - 1, left });
    };
    const outcome = await decideAlike({ resolveMany }, asked, (done) => {
      seen.push(done);
      return true;
    });
    expect(portions).toEqual([100, 100, 50]);
    expect(seen).toEqual([0, 100, 200]);
    expect(outcome).toMatchObject({ resolved: 247, notTried: 0 });
    expect(outcome.left.map(({ documentId }) => documentId)).toEqual(['0', '100', '200']);
  });

  it('ends after the portion at hand where somebody stops it, and says what was not come to', async () => {
    const resolveMany = ({ documentIds }: { readonly documentIds: readonly string[] }) =>
      Promise.resolve({ resolved: documentIds.length, left: [] });
    expect(await decideAlike({ resolveMany }, asked, (done) => done < 100)).toEqual({
      resolved: 100,
      left: [],
      notTried: 150,
    });
  });
});
