import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playMerges, type MergeStep } from '../../../support/merge-history.ts';

const step: fc.Arbitrary<MergeStep> = fc.record({
  device: fc.nat({ max: 3 }),
  act: fc.constantFrom(
    'text',
    'text',
    'access',
    'access',
    'exchange',
    'exchange',
    'merge',
    'decide',
  ),
  choice: fc.nat({ max: 40 }),
});

const [anna, berta, carl, dora] = [0, 1, 2, 3];
const text = (device: number, choice = 0): MergeStep => ({ device, act: 'text', choice });
const access = (device: number, choice = 0): MergeStep => ({ device, act: 'access', choice });
const meets = (device: number): MergeStep => ({ device, act: 'exchange', choice: 0 });

async function expectNothingLost(steps: readonly MergeStep[]): Promise<void> {
  const { wrong, told } = await playMerges(steps);
  expect(wrong, told.join('\n')).toEqual([]);
}

describe('edits of one tenant on four laptops that meet at random', () => {
  it('are there, are asked about, or were overwritten by somebody who saw them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), expectNothingLost),
      { numRuns: 120 },
    );
  }, 120_000);

  it('of a name decide nothing about access that is in conflict', async () => {
    await expectNothingLost([
      access(anna, 5),
      meets(anna),
      meets(carl),
      meets(berta),
      access(carl),
      text(berta),
      meets(carl),
      meets(berta),
      text(berta),
    ]);
  });

  it('that give access back are asked about where the withdrawal was merged elsewhere meanwhile', async () => {
    await expectNothingLost([
      access(carl, 16),
      access(anna),
      meets(carl),
      access(carl),
      access(anna),
    ]);
  });

  it('that withdraw something else decide nothing about what was given back', async () => {
    await expectNothingLost([
      access(berta, 16),
      meets(berta),
      text(anna),
      text(anna),
      meets(dora),
      access(dora),
      meets(dora),
      text(anna),
      text(berta),
      meets(berta),
      access(berta, 1),
    ]);
  });
});
