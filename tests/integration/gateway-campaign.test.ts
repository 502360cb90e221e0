import { expect, it } from 'vitest';
import { playGateway } from '../campaign/gateway-play.ts';

it('R5: the gateway answers whatever is sent to it, from its list, and tells nothing of others', async () => {
  const { violations, statuses } = await playGateway({ cases: 600, seed: 1 });
  expect(violations).toEqual([]);
  // Requests that are let in are among them, or nothing was tried.
  expect(statuses['200']).toBeGreaterThan(20);
}, 60_000);
