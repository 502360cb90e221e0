import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../src/shared/in-order.ts';

async function* numbers(count: number): AsyncGenerator<number, void> {
  for (let number = 0; number < count; number += 1) yield await Promise.resolve(number);
}

describe('working side by side', () => {
  it('yields in order though the first takes longest, and never does more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const results: number[] = [];
    for await (const { item, result } of inOrder(numbers(7), 3, async (number) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < 20 - number; turn += 1) await Promise.resolve();
      running -= 1;
      return number * 2;
    })) {
      expect(result).toBe(item * 2);
      results.push(item);
    }
    expect(results).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBe(3);
  });

  it('ends with the first failure', async () => {
    const results: number[] = [];
    const run = async () => {
      const work = (number: number) =>
        number === 2 ? Promise.reject(new Error('no')) : Promise.resolve(number);
      for await (const { item } of inOrder(numbers(9), 4, work)) results.push(item);
    };
    await expect(run()).rejects.toThrow('no');
    expect(results).toEqual([0, 1]);
  });
});
