import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameReader } from '../../../../src/main/control/frames.ts';

function read(pieces: readonly Buffer[], limit = 1_000_000) {
  const frames: unknown[] = [];
  const take = frameReader(
    () => limit,
    (content) => frames.push(content),
  );
  return { taken: pieces.map((piece) => take(piece)), frames };
}

describe('reading frames', () => {
  it('puts every message together, however the bytes arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 5 }),
        fc.integer({ min: 1, max: 20 }),
        (messages, size) => {
          const bytes = Buffer.from(messages.map((one) => `${JSON.stringify(one)}\n`).join(''));
          const pieces = [];
          for (let at = 0; at < bytes.length; at += size)
            pieces.push(bytes.subarray(at, at + size));
          expect(JSON.stringify(read(pieces).frames)).toBe(JSON.stringify(messages));
        },
      ),
    );
  });

  it('answers undefined for a line that is no JSON', () => {
    expect(read([Buffer.from('{"a":\n1\n')]).frames).toEqual([undefined, 1]);
  });

  it('takes nothing more once a frame is too long, whether or not it ends', () => {
    const { taken, frames } = read(
      [Buffer.from('1\n'), Buffer.alloc(11, 0x20), Buffer.from('\n2\n')],
      10,
    );
    expect(taken).toEqual([true, false, false]);
    expect(frames).toEqual([1]);
  });
});
