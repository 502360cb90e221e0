import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyProblem } from '../../../../src/shared/naming.ts';
import { suggestKey } from '../../../../src/renderer/features/tenants/suggest-key.ts';

describe('a key suggested from a name', () => {
  it.each([
    ['Oak Street Bakery', 'oak-street-bakery'],
    ['Bäckerei Müller & Söhne', 'baeckerei-mueller-and-soehne'],
    ['Café Crème', 'cafe-creme'],
    ['  Łódź — Księgarnia  ', 'lodz-ksiegarnia'],
    ['Joe’s Diner', 'joes-diner'],
    ['1001 Nights', 'nights'],
    ['SMØRREBRØD', 'smorrebrod'],
    ['東京', ''],
    ['42', ''],
    ['', ''],
  ])('%s → %s', (name, key) => {
    expect(suggestKey(name)).toBe(key);
  });

  it('ends at a word where the name is too long', () => {
    expect(suggestKey('The Worshipful Company of Makers of Playing Cards')).toBe(
      'the-worshipful-company-of-makers-of',
    );
  });

  it('is nothing, one letter, or a key that is accepted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
        const key = suggestKey(name);
        expect(key === '' ? null : keyProblem(key)).toBeOneOf([null, 'too-short']);
      }),
    );
  });

  it('is the same however the letters are encoded', () => {
    expect(suggestKey('Bäcker'.normalize('NFD'))).toBe(suggestKey('Bäcker'.normalize('NFC')));
  });
});
