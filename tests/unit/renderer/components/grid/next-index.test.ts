import { describe, expect, it } from 'vitest';
import { nextIndex } from '../../../../../src/renderer/components/grid/next-index.ts';

describe('moving in the list', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 9, 9],
    ['ArrowUp', 0, 0],
    ['PageDown', 2, 6],
    ['PageDown', 8, 9],
    ['PageUp', 2, 0],
    ['Home', 5, 0],
    ['End', 5, 9],
    ['x', 5, null],
  ])('%s from %i leads to %s', (key, from, to) => {
    expect(nextIndex(key, from, 10, 4)).toBe(to);
  });

  it('leads nowhere in an empty list', () => {
    expect(nextIndex('ArrowDown', 0, 0, 4)).toBeNull();
  });
});
