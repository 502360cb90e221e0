import { expect, it } from 'vitest';
import { playRotations } from '../campaign/gateway-rotations.ts';
import { buildProgram } from '../support/run-program.ts';

it('K6: signing keys of two gateways are replaced under load without a rejected token', async () => {
  const load = await buildProgram('rotation-load');
  const seen = await playRotations({ rotations: 2, perSecond: 500, seconds: 5, load });
  expect(seen.rejected).toEqual([]);
  expect(seen.kids).toBe(4);
  expect(seen.requests).toBeGreaterThan(1_000);
}, 60_000);
