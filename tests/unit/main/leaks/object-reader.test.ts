import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createObjectReader } from '../../../../src/main/leaks/object-reader.ts';

const objects = fc.array(
  fc.record({
    kind: fc.constantFrom('blob', 'tree', 'commit'),
    content: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 6 },
);

describe('reading objects from git cat-file', () => {
  it('gives each its own bytes, however the output is cut', () => {
    fc.assert(
      fc.property(
        objects,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (all, sizes) => {
          const output = Buffer.concat(
            all.flatMap(({ kind, content }, index) => [
              Buffer.from(`a${String(index)} ${kind} ${String(content.length)}\n`),
              content,
              Buffer.from('\n'),
            ]),
          );
          const got: { id: string; content: Buffer }[] = [];
          const read = createObjectReader(({ id, kind }) => {
            if (kind === 'tree') return null;
            const pieces: Buffer[] = [];
            return {
              piece: (bytes) => pieces.push(Buffer.from(bytes)),
              end: () => got.push({ id, content: Buffer.concat(pieces) }),
            };
          });
          for (let from = 0, turn = 0; from < output.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            expect(read(output.subarray(from, from + size))).toBe(true);
            from += size;
          }
          const expected = all.flatMap(({ kind, content }, index) =>
            kind === 'tree' ? [] : [{ id: `a${String(index)}`, content }],
          );
          expect(got).toEqual(expected);
        },
      ),
    );
  });

  it('passes over what is missing, and refuses what it does not know', () => {
    const read = createObjectReader(() => null);
    expect(read(Buffer.from('abc missing\nabc blob 1\nx\n'))).toBe(true);
    expect(read(Buffer.from('what is this\n'))).toBe(false);
    expect(createObjectReader(() => null)(Buffer.alloc(5000, 0x61))).toBe(false);
  });
});
