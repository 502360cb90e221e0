import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyFinder } from '../../../../src/shared/keys/find-keys.ts';
import { sampleKey } from '../../../support/sample-keys.ts';
import { testDigest } from '../../../support/test-digest.ts';

const filler = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', '_', ' ', '\n', '\r', '"', 'myc_', '\u00e9', '\0'),
  maxLength: 90,
});

/** Where `index` is in a text, counted the slow way. */
function positionOf(text: string, index: number) {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  return { line, column: index - before.lastIndexOf('\n') };
}

describe('finding keys in a text', () => {
  it('finds each of them where it is, however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(filler, fc.string({ maxLength: 5 })), { maxLength: 5 }),
        filler,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        (parts, end, sizes) => {
          const planted = parts.map(([before, seed]) => ({ before, ...sampleKey(seed) }));
          const text = planted.map(({ before, key }) => before + key).join('') + end;
          let at = 0;
          const expected = planted.map(({ before, key, keyId }) => {
            at += before.length;
            const found = {
              ...positionOf(text, at),
              keyId,
              checksumRight: true,
              digest: testDigest(key),
            };
            at += key.length;
            return found;
          });
          const find = createKeyFinder(testDigest, 'text');
          const found = [];
          let from = 0;
          for (let turn = 0; from < text.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            found.push(...find(text.slice(from, from + size)));
            from += size;
          }
          expect(found).toEqual(expected);
          expect(found.every((one) => !JSON.stringify(one).includes('myc_'))).toBe(true);
        },
      ),
    );
  });

  it('counts columns in characters where it reads bytes', () => {
    const { key } = sampleKey('bytes');
    const bytes = Buffer.from(`x\nK\u00fcche \u65e5\u672c ${key}`, 'utf8').toString('latin1');
    const find = createKeyFinder(testDigest);
    const [one] = [...find(bytes.slice(0, 8)), ...find(bytes.slice(8))];
    expect(one).toMatchObject({ line: 2, column: 10, checksumRight: true });
  });

  it('says of what only looks like a key that it is none', () => {
    const { key } = sampleKey('near');
    const near = key.slice(0, -1) + (key.endsWith('x') ? 'y' : 'x');
    expect(createKeyFinder(testDigest)(near)).toEqual([
      { line: 1, column: 1, keyId: key.slice(4, 16), checksumRight: false, digest: null },
    ]);
    expect(createKeyFinder(testDigest)(`myc_<id>_<secret> ${key.slice(0, 40)}`)).toEqual([]);
  });
});
