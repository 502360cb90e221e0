import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireChoices, requireDecided } from '../../../../src/shared/conflicts/check-choices.ts';
import { choicesFor, sidesToTake } from '../../../../src/shared/conflicts/choose-side.ts';
import { conflictFacts } from '../../../../src/shared/conflicts/conflict-audit.ts';
import { conflictDetail } from '../../../../src/shared/conflicts/conflict-detail.ts';
import { mergeConflict, mergesQuietly } from '../../../../src/shared/conflicts/conflict.ts';
import { mergeLeaves } from '../../../../src/shared/conflicts/merge-leaves.ts';
import type { Choice } from '../../../../src/shared/conflicts/merge-result.ts';
import { leavesOf, asObject, sampleConflict, times } from '../../../support/conflict-samples.ts';

const [tenant = {}] = fc.sample(asObject('tenant'), { numRuns: 1, seed: 7 });
const base = { ...tenant, name: 'Base', enabled: false, purgedAt: null, generation: 4 };
const input = {
  kind: 'tenant',
  base,
  leaves: leavesOf([
    { ...base, name: 'A', enabled: true, generation: 5, updatedAt: times[1] },
    { ...base, name: 'B', purgedAt: times[0], updatedAt: times[2] },
  ]),
};
const result = mergeLeaves(input);
const choose = (path: string, choice: Choice) => {
  requireChoices(result, new Map([[path, choice]]));
};

describe('choosing', () => {
  it('refuses what nobody may choose, and a decision that lacks a choice', () => {
    for (const [path, choice] of [
      ['/nothing', { value: 1 }],
      ['/generation', { value: 1 }],
      ['/purgedAt', { value: null }],
      ['/name', { side: '9-z' }],
      ['/enabled', { value: 'perhaps' }],
    ] as const) {
      expect(() => {
        choose(path, choice);
      }).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    }
    choose('/name', { value: 'Another' });
    choose('/enabled', { value: true });
    expect(() => {
      requireDecided(result);
    }).toThrow('A choice is missing for enabled, name.');
  });

  it('notices a choice that gives other access than the rules would', () => {
    const chosen = (side: string) =>
      mergeLeaves({
        ...input,
        choices: new Map<string, Choice>([
          ['/name', { value: 'C' }],
          ['/enabled', { side }],
        ]),
      });
    expect(chosen('2-a')).toMatchObject({ accessChosen: true, merged: { enabled: true } });
    expect(chosen('2-b')).toMatchObject({ accessChosen: false, merged: { enabled: false } });
  });

  it('decides alike by side, and never widens access', () => {
    fc.assert(
      fc.property(
        sampleConflict,
        fc.constantFrom(...sidesToTake),
        fc.boolean(),
        ({ kind, base: before, sides }, take, known) => {
          const conflict = { kind, base: known ? before : null, leaves: leavesOf(sides) };
          const open = mergeLeaves(conflict);
          const choices = choicesFor(open, take, '2-a');
          if (choices === null) throw new Error('there is such a side');
          const decided = mergeLeaves({ ...conflict, choices });
          expect(decided.asks).toEqual([]);
          expect(decided.accessChosen).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('knows mine only where this device has edited a side', () => {
    expect(choicesFor(result, 'mine', null)).toBeNull();
    expect(choicesFor(result, 'theirs', '7-gone')).toBeNull();
    expect(choicesFor(result, 'theirs', '2-a')?.get('/name')).toEqual({ side: '2-b' });
    expect(choicesFor(result, 'newest', null)?.get('/name')).toEqual({ side: '2-b' });
    expect(choicesFor(result, 'winner', null)?.get('/name')).toEqual({ side: '2-b' });
  });
});

describe('what is told of a conflict', () => {
  it('keeps both sides readable, and no hash', () => {
    fc.assert(
      fc.property(sampleConflict, ({ kind, base: before, sides }) => {
        const merged = mergeLeaves({ kind, base: before, leaves: leavesOf(sides) });
        const text = JSON.stringify([
          conflictFacts(merged),
          conflictDetail({ id: 'x', kind, document: null }, merged, {
            mine: null,
            baseKnown: true,
          }),
        ]);
        expect(text).not.toMatch(/[0-9a-f]{40}/);
      }),
      { numRuns: 100 },
    );
    expect(JSON.stringify(conflictFacts(result))).toContain(
      '"values":[{"value":"B"},{"value":"A"}]',
    );
  });
});

describe('merging quietly', () => {
  const leaves = leavesOf([
    { ...base, readOnly: true },
    { ...base, readOnly: false },
  ]);
  it('waits for a device that knows the ancestor where only a rule could decide', () => {
    const elsewhere = {
      id: 'tenant_3f0c6f3e-6f9e-4b1a-9d2c-00000000000a',
      leaves,
      origin: { known: 'elsewhere' },
    } as const;
    expect(mergesQuietly(elsewhere, mergeConflict(elsewhere))).toBe(false);
    const apart = { ...elsewhere, origin: { known: 'none' } } as const;
    expect(mergesQuietly(apart, mergeConflict(apart))).toBe(true);
    const same = { ...elsewhere, leaves: leavesOf([base, base]) };
    expect(mergesQuietly(same, mergeConflict(same))).toBe(true);
  });
});
