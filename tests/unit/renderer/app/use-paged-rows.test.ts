import { describe, expect, it } from 'vitest';
import { laterPages } from '../../../../src/renderer/app/data/use-paged-rows.ts';

describe('pages to ask for', () => {
  it.each([
    [0, 30, []],
    [90, 130, [1]],
    [150, 330, [1, 2, 3]],
    [9950, 9999, [99]],
    [0, -1, []],
  ])('rows %i to %i need pages %j after the first', (first, last, pages) => {
    expect(laterPages(first, last)).toEqual(pages);
  });
});
