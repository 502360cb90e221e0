import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  branchEndingIn,
  endOf,
  history,
  isKnown,
  isOnLine,
  lineOf,
  newest,
} from '../../../../src/gateway/virtual/line.ts';
import { noClientRevisions } from '../../../../src/shared/documents/client-revisions.ts';

const id = 'user_anna';

describe('the line of revisions of a virtual document', () => {
  it('stands on every line before it, whatever replicas added, so that no replica has a conflict', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 50 }), (edits, start) => {
        let sum = start;
        let kept = noClientRevisions;
        let before = lineOf(id, sum, kept, []);
        for (const own of edits) {
          // A replica's own revisions on the newest one, or an edit of somebody else.
          const adopt = Array.from(
            { length: own },
            (_, at) => `${String(before.generation + at + 1)}-f${String(sum)}${String(at)}`,
          );
          kept = {
            ...kept,
            raised: kept.raised + own,
            adopted: [...kept.adopted, ...adopt],
          };
          sum += 1;
          const after = lineOf(id, sum, kept, []);
          const told = history(after);
          expect(after.generation).toBe(before.generation + own + 1);
          expect(told).toHaveLength(after.generation);
          expect(told.slice(-before.generation)).toEqual(history(before));
          for (const rev of adopt) expect(isOnLine(after, rev)).toBe(true);
          expect(newest(after)).toBe(newest(lineOf(id, sum, kept, [])));
          before = after;
        }
      }),
    );
  });

  it('ends a branch by a deletion that anybody finds again', () => {
    const line = lineOf(id, 5, noClientRevisions, ['6-abc']);
    expect(isKnown(line, '6-abc')).toBe(true);
    expect(isKnown(line, endOf('6-abc'))).toBe(true);
    expect(branchEndingIn(line, endOf('6-abc'))).toBe('6-abc');
    for (const rev of ['6-abd', '7-abc', '5-abc', '', 'x', '0-a', '9999999999-a']) {
      expect(isKnown(line, rev)).toBe(false);
    }
  });
});
