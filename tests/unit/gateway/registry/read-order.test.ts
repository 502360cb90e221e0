import { describe, expect, it } from 'vitest';
import { createReadOrder } from '../../../../src/gateway/registry/read-order.ts';

describe('readings that overlap', () => {
  it('lets the one that was asked for later win, whichever answers first', () => {
    const order = createReadOrder();
    const [early, late] = [order.begin(), order.begin()];
    expect(late.mayTake('a')).toBe(true);
    expect(early.mayTake('a')).toBe(false);
    expect(early.mayTake('b')).toBe(true);
    expect(late.mayTake('b')).toBe(true);
  });

  it('takes nothing over what was written since, and names it', () => {
    const order = createReadOrder();
    const reading = order.begin();
    order.wrote('a');
    expect(reading.mayTake('a')).toBe(false);
    expect(reading.overtaken()).toEqual(['a']);
    reading.end();
    reading.end();
    const next = order.begin();
    expect(next.overtaken()).toEqual([]);
    expect(next.mayTake('a')).toBe(true);
  });
});
