import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeaseWorld } from '../../../support/lease-world.ts';

/** What happens to one of three appliers, at which second. */
const event = fc.record({
  second: fc.integer({ min: 0, max: 240 }),
  who: fc.integer({ min: 0, max: 2 }),
  what: fc.oneof(
    fc.record({ kind: fc.constant('crash' as const) }),
    fc.record({
      kind: fc.constant('sleep' as const),
      seconds: fc.integer({ min: 1, max: 90 }),
      /** Whether the wall clock alone goes on, as on a laptop, or the monotonic one too. */
      monotonic: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('cut' as const), seconds: fc.integer({ min: 1, max: 60 }) }),
    fc.record({
      kind: fc.constant('clock' as const),
      seconds: fc.integer({ min: -900, max: 900 }),
    }),
  ),
});

describe('three appliers', () => {
  it('never change the server at once, whatever befalls them, and always get on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 14 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        async (events, seed) => {
          const world = new LeaseWorld(seed, 3);
          for (const { second, who, what } of events) world.plan(second * 1000, who, what);
          await world.run(250_000);
          expect(world.overlaps).toEqual([]);
          // After everything has calmed down each of them gets its turn.
          const before = world.runs.map((runs) => runs);
          await world.run(600_000);
          expect(world.overlaps).toEqual([]);
          for (const [who, runs] of world.runs.entries()) {
            expect(runs).toBeGreaterThan(before[who] ?? 0);
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
