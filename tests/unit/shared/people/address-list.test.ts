import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, readAddressList } from '../../../../src/shared/people/address-list.ts';
import { addressKey, readAddress } from '../../../../src/shared/people/email-address.ts';

const addresses = (text: string) => readAddressList(text).entries.map(({ address }) => address);

/** Everything that has a meaning somewhere. */
const anyText = fc.string({
  unit: fc.constantFrom(
    ...Array.from('a@.,;"<>\\ ä&?#%:'),
    '\n',
    '\r',
    '\t',
    '\u202e',
    '\ud800',
    '🦊',
    'x@y.z',
  ),
  maxLength: 60,
});

describe('a pasted list of addresses (M3)', () => {
  it('reads what mail programs, tables and people write', () => {
    const { entries, problems } = readAddressList(
      [
        'Anna Müller <anna@x.org>, ben@y.org; "Groß, Carl \\"C\\"" <Carl@Z.org>',
        '',
        '   ',
        'dora@x.org,,;eva@x.org ;',
        'Fritz\tfritz@x.org',
        'gabi@x.org\tGabi',
        '<hans@x.org>',
        'mailto:ida@x.org',
        'jo@x.org kim@x.org',
      ].join('\r\n'),
    );
    expect(problems).toEqual([]);
    expect(entries.map(({ address, name }) => [address, name])).toEqual([
      ['anna@x.org', 'Anna Müller'],
      ['ben@y.org', ''],
      ['Carl@z.org', 'Groß, Carl "C"'],
      ['dora@x.org', ''],
      ['eva@x.org', ''],
      ['fritz@x.org', 'Fritz'],
      ['gabi@x.org', 'Gabi'],
      ['hans@x.org', ''],
      ['ida@x.org', ''],
      ['jo@x.org', ''],
      ['kim@x.org', ''],
    ]);
    expect(entries[2]).toMatchObject({ line: 1, column: 38 });
    expect(entries[3]).toMatchObject({ line: 4, column: 1 });
  });

  it('tells one wrong line with its place, and loses nothing else', () => {
    const { entries, problems } = readAddressList('a@x.org\nb@@x.org, c@x.org\n  no one\nd@x.org');
    expect(entries.map(({ address }) => address)).toEqual(['a@x.org', 'c@x.org', 'd@x.org']);
    expect(problems).toEqual([
      { line: 2, column: 1, text: 'b@@x.org', message: 'There is more than one @ in the address.' },
      { line: 3, column: 3, text: 'no one', message: 'There is no @ in the address.' },
    ]);
  });

  it('folds who stands there twice, and keeps the name', () => {
    const list = readAddressList('anna@x.org\nAnna <ANNA@x.org>; anna@X.org');
    expect(list.entries).toMatchObject([{ address: 'anna@x.org', name: 'Anna', line: 1 }]);
    expect(list.duplicates).toBe(2);
  });

  it('lets an open quotation mark or bracket spoil no other part', () => {
    expect(addresses('"Anna <a@x.org>, b@x.org\nc@x.org')).toEqual([
      'a@x.org',
      'b@x.org',
      'c@x.org',
    ]);
    expect(addresses('Anna <a@x.org, b@x.org\nc@x.org')).toEqual(['b@x.org', 'c@x.org']);
  });

  it('shows no name that turns lines or directions', () => {
    expect(cleanName(' "A\u202e\nB"  C ')).toBe('"A B" C');
    expect(cleanName('"Müller, Anna"')).toBe('Müller, Anna');
    expect(cleanName('x'.repeat(500))).toHaveLength(200);
  });

  it('answers every address of any list once, whatever wrong lines are among them', () => {
    const wrong = fc.constantFrom('nobody', 'a@@b', '@', 'a b@c', '<script>', 'x@', '‮@x', '.,.');
    const right = fc.emailAddress().filter((address) => readAddress(address).address !== null);
    const separator = fc.constantFrom('\n', '\r\n', ', ', ';', ',\n', '\n\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(wrong, right), separator)), (parts) => {
        const text = parts.flat().join('');
        const list = readAddressList(text);
        const expected = new Set(
          parts.flatMap(([part]) => {
            const { address } = readAddress(part);
            return address === null ? [] : [addressKey(address)];
          }),
        );
        expect(new Set(list.entries.map(({ address }) => addressKey(address)))).toEqual(expected);
        expect(list.entries).toHaveLength(expected.size);
        for (const { address } of list.entries) expect(readAddress(address).address).toBe(address);
      }),
    );
  });

  it('reads any text without giving up', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { entries, problems } = readAddressList(text);
        const lines = text.split(/\r\n|[\n\r\u2028\u2029\v\f]/u);
        for (const { line, column } of [...entries, ...problems]) {
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length);
        }
      }),
    );
  });
});
