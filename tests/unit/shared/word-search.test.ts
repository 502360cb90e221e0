import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasEvery, searchedText, searchTerms } from '../../../src/shared/word-search.ts';

const finds = (query: string, ...parts: readonly string[]) =>
  hasEvery(searchedText(parts), searchTerms(query));

describe('searching words', () => {
  it('finds words and their beginnings, in any order and any letter case', () => {
    expect(finds('nor boo', 'Books of the North')).toBe(true);
    expect(finds('orth', 'Books of the North')).toBe(false);
    expect(finds('north west', 'Books of the North')).toBe(false);
  });

  it('finds letters with diacritics by plain ones, and the other way round', () => {
    expect(finds('muller', 'Müller & Söhne')).toBe(true);
    expect(finds('müll', 'Muller')).toBe(true);
    expect(finds('сев', 'СЕВЕРНЫЙ')).toBe(true);
  });

  it('takes signs for what stands between words', () => {
    expect(finds('example', 'anna@example.org')).toBe(true);
    expect(finds('anna@example', 'anna@example.org')).toBe(true);
    expect(finds('12', 'birch-12')).toBe(true);
  });

  it('finds a word anywhere in scripts that put no space between words', () => {
    expect(finds('书店', '北京书店')).toBe(true);
    expect(finds('さくら', '東京さくら商店')).toBe(true);
  });

  it('does not join the end of one text with the beginning of the next', () => {
    expect(finds('oneone', 'one', 'one')).toBe(false);
  });

  it('finds every text by any of its words', () => {
    const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), fc.nat(), (parts, pick) => {
        const sought = parts[pick % parts.length] ?? '';
        expect(finds(sought, ...parts)).toBe(true);
      }),
    );
  });
});
