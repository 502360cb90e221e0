import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSequence, parseSince, type Position } from '../../../src/practice/sequence.ts';

const position: fc.Arbitrary<Position> = fc.record({
  stored: fc.nat(1_000_000),
  securityWrites: fc.nat(10_000),
  incarnation: fc.stringMatching(/^[0-9a-f]{8}$/),
});

describe('sequences', () => {
  test('a sequence leads back to its place, however often _security was written since', () => {
    fc.assert(
      fc.property(position, fc.nat(100), (at, more) => {
        const later = { ...at, stored: at.stored + more, securityWrites: at.securityWrites + more };
        expect(parseSince(formatSequence(at), later)).toBe(at.stored);
      }),
    );
  });

  test('the number in front is the update sequence', () => {
    const at = { stored: 40, securityWrites: 2, incarnation: 'aaaaaaaa' };
    expect(Number.parseInt(formatSequence(at), 10)).toBe(42);
  });

  test('a sequence of another database starts from the beginning', () => {
    const at = { stored: 40, securityWrites: 2, incarnation: 'aaaaaaaa' };
    expect(parseSince(formatSequence({ ...at, incarnation: 'bbbbbbbb' }), at)).toBe(0);
  });

  test('a bare number never skips a change', () => {
    fc.assert(
      fc.property(position, fc.nat(1_000), (at, later) => {
        const shown = at.stored + at.securityWrites;
        const now = { ...at, securityWrites: at.securityWrites + later };
        expect(parseSince(String(shown), now)).toBeLessThanOrEqual(at.stored);
      }),
    );
  });

  test('now is now, nonsense is refused', () => {
    const at = { stored: 40, securityWrites: 2, incarnation: 'aaaaaaaa' };
    expect(parseSince('now', at)).toBe(40);
    for (const since of ['bogus', '', '-1', '1-', '1-aaaaaaaa', '1.5', '1-aaaaaaaa!']) {
      expect(() => parseSince(since, at)).toThrow(
        "Malformed sequence supplied in 'since' parameter.",
      );
    }
  });
});
