import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { network } from '../../../../src/gateway/plugins/limits.ts';
import { createRateLimiter } from '../../../../src/gateway/plugins/rate-limiter.ts';

describe('the rate limiter', () => {
  it('lets the burst through at once, then as many as the minute has', () => {
    const limiter = createRateLimiter({ perMinute: 60, burst: 3 });
    expect([1, 2, 3].map(() => limiter.take('a', 0))).toEqual([0, 0, 0]);
    expect(limiter.take('a', 0)).toBe(1);
    expect(limiter.take('b', 0)).toBe(0);
    expect(limiter.take('a', 1_000)).toBe(0);
    expect(limiter.take('a', 1_000)).toBe(1);
  });

  it('lets everything through without a limit', () => {
    const limiter = createRateLimiter({ perMinute: 0, burst: 1 });
    for (let taken = 0; taken < 1_000; taken += 1) expect(limiter.take('a', 0)).toBe(0);
  });

  it('never lets more through than burst and rate allow, however the clock goes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: -5_000, max: 20_000 }), { maxLength: 200 }),
        (perMinute, burst, steps) => {
          const limiter = createRateLimiter({ perMinute, burst });
          let now = 1_000_000;
          let forward = 0;
          let through = 0;
          for (const step of steps) {
            now += step;
            forward += Math.max(0, step);
            if (limiter.take('a', now) === 0) through += 1;
          }
          expect(through).toBeLessThanOrEqual(burst + (forward * perMinute) / 60_000 + 1e-6);
        },
      ),
    );
  });

  it('forgets the names that are longest unused, and no more than it has to', () => {
    const limiter = createRateLimiter({ perMinute: 1, burst: 1 });
    limiter.take('first', 0);
    for (let name = 0; name < 49_999; name += 1) limiter.take(String(name), 0);
    expect(limiter.look('first', 0)).toBeGreaterThan(0);
    limiter.take('one more', 0);
    expect(limiter.look('first', 0)).toBe(0);
    expect(limiter.look('0', 0)).toBeGreaterThan(0);
  });
});

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (address, counted) => {
    expect(network(address)).toBe(counted);
  });
});
