import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePast, readRemembered, type Mark } from '../../../../src/main/sync/mark.ts';

const mark = (count: number, nonce = `n${count}`, instance = 'one'): Mark => ({
  count,
  nonce,
  pushedSeq: count,
  pulledSeq: `${count}-x`,
  instance,
  agreement: null,
});
const kept = ({ count, nonce }: Mark) => ({ count, nonce });

describe('the marks of both sides', () => {
  it('agree where the server has the last one, known to have arrived or not', () => {
    const both = { confirmed: mark(3), pending: mark(4) };
    expect(comparePast(both, kept(mark(3)), 'one')).toEqual({ kind: 'continued', mark: mark(3) });
    expect(comparePast(both, kept(mark(4)), 'one')).toEqual({ kind: 'continued', mark: mark(4) });
  });

  it.each([
    ['an earlier one', kept(mark(2)), 'one', 'restored'],
    ['none', null, 'one', 'restored'],
    ['none, in another database', null, 'two', 'created-anew'],
    ['an earlier one, in another database', kept(mark(2)), 'two', 'created-anew'],
    ['the last one, in another database', kept(mark(3)), 'two', 'created-anew'],
    ['a later one', kept(mark(9)), 'one', 'older-here'],
    ['another one of the same count', kept(mark(3, 'other')), 'one', 'restored'],
  ])('tell of a break where the server has %s', (_what, onServer, instance, why) => {
    const remembered = { confirmed: mark(3), pending: null };
    expect(comparePast(remembered, onServer, instance)).toEqual({ kind: 'broken', why });
  });

  it('say nothing before the first has arrived', () => {
    expect(comparePast({ confirmed: null, pending: null }, null, 'one').kind).toBe('none');
    expect(comparePast({ confirmed: null, pending: mark(1) }, null, 'one').kind).toBe('none');
  });

  it('never agree on a mark that the server does not have', () => {
    const anyMark = fc
      .record({ count: fc.integer({ min: 1, max: 4 }), nonce: fc.constantFrom('a', 'b') })
      .map(({ count, nonce }) => mark(count, nonce));
    const maybe = fc.option(anyMark);
    fc.assert(
      fc.property(maybe, maybe, maybe, (confirmed, pending, there) => {
        const onServer = there === null ? null : kept(there);
        const past = comparePast({ confirmed, pending }, onServer, 'one');
        if (past.kind === 'continued') expect(kept(past.mark)).toEqual(onServer);
      }),
    );
  });
});

describe('what is remembered', () => {
  const text = JSON.stringify({
    format: 1,
    couchdbUuid: 'a',
    id: 'x',
    confirmed: mark(1),
    pending: null,
  });
  it('counts for its own server alone', () => {
    expect(readRemembered(text, 'a')?.confirmed).toEqual(mark(1));
    expect(readRemembered(text, 'b')).toBeNull();
  });
  it.each([null, '', 'nonsense', '{}', text.replace('"count":1', '"count":0')])(
    'is nothing where it cannot be understood: %s',
    (damaged) => {
      expect(readRemembered(damaged, 'a')).toBeNull();
    },
  );
});
