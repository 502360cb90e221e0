import { describe, expect, it } from 'vitest';
import { commonAncestors, withoutMerged } from '../../../../src/shared/conflicts/ancestors.ts';
import { mergedRevs } from '../../../../src/shared/conflicts/merged-revs.ts';

const leaf = (chain: readonly string[], merged: readonly string[] = []) => ({
  rev: chain[0] ?? '',
  chain,
  merged,
});
const ancestors = (
  leaves: readonly ReturnType<typeof leaf>[],
  gone: readonly (readonly string[])[] = [],
) => commonAncestors(leaves, [...leaves.map(({ chain }) => chain), ...gone]);

describe('common ancestors', () => {
  it('are the newest revision that both sides come from', () => {
    expect(ancestors([leaf(['3-a', '2-x', '1-x']), leaf(['4-b', '3-b', '2-x', '1-x'])])).toEqual([
      ['2-x'],
    ]);
  });

  it('are none where the sides were made apart', () => {
    expect(ancestors([leaf(['1-a']), leaf(['1-b'])])).toEqual([[]]);
  });

  it('are told of every two of three sides that departed at different places', () => {
    const all = [leaf(['3-a', '2-x', '1-x']), leaf(['3-b', '2-x', '1-x']), leaf(['2-c', '1-x'])];
    expect(ancestors(all)).toEqual([['2-x'], ['1-x'], ['1-x']]);
  });

  it('count a side that was merged away, for a later edit of it', () => {
    const merged = leaf(['3-m', '2-w', '1-x'], ['2-l']);
    const late = leaf(['3-l', '2-l', '1-x']);
    expect(ancestors([merged, late], [['3-t', '2-l', '1-x']])).toEqual([['2-l']]);
  });

  it('are both sides where two people decided the same conflict at once', () => {
    const all = [leaf(['3-m', '2-w', '1-x'], ['2-l']), leaf(['3-n', '2-w', '1-x'], ['2-l'])];
    expect(ancestors(all, [['3-t', '2-l', '1-x']])).toEqual([['2-w', '2-l']]);
  });

  it('leave out one that went into another by a merge', () => {
    const found = [
      { rev: '3-m', merged: ['2-l'] },
      { rev: '2-l', merged: [] },
    ];
    expect(withoutMerged(found, [['2-l', '1-x']])).toEqual([found[0]]);
  });
});

describe('what a document names as merged into it', () => {
  it('is every side but the winner, and what they name, newest first and not without end', () => {
    const many = Array.from({ length: 80 }, (_, index) => `${String(index + 1)}-o`);
    const revs = mergedRevs([
      { rev: '99-w', body: { merged_revs: many }, deleted: false },
      { rev: '98-l', body: { access_seen: ['97-s'] }, deleted: false },
    ]);
    expect(revs).toHaveLength(50);
    // What was only seen did not go into it.
    expect(revs.slice(0, 2)).toEqual(['98-l', '80-o']);
  });
});
