import type { Rate } from '../config/schema.ts';

/** Buckets that are remembered at most; beyond it the ones longest unused are forgotten. */
const mostBuckets = 50_000;

/** Lets so many through a minute, and so many at once, for each name. */
export interface RateLimiter {
  /** Takes one; 0: it may go on, else the whole seconds until it may, at least 1. */
  readonly take: (name: string, now: number) => number;
  /** As `take`, but only looks. */
  readonly look: (name: string, now: number) => number;
}

interface Bucket {
  readonly left: number;
  /** Milliseconds. */
  readonly at: number;
}

/**
 * A bucket of tokens for each name. What is remembered is bounded, so that nobody fills the memory with
 * addresses; a name that is forgotten begins with a full bucket.
 * @param now in milliseconds; a clock set back gives nothing away
 */
export function createRateLimiter({ perMinute, burst }: Rate): RateLimiter {
  if (perMinute === 0) return { take: () => 0, look: () => 0 };
  const perMillisecond = perMinute / 60_000;
  const known = new Map<string, Bucket>();
  const level = (name: string, now: number): number => {
    const bucket = known.get(name);
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.left + Math.max(0, now - bucket.at) * perMillisecond);
  };
  const wait = (left: number): number =>
    left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perMillisecond / 1000));
  return {
    look: (name, now) => wait(level(name, now)),
    take: (name, now) => {
      const left = level(name, now);
      const seconds = wait(left);
      // Set anew, so that the order of the map is that of the last use.
      known.delete(name);
      known.set(name, { left: seconds === 0 ? left - 1 : left, at: now });
      if (known.size > mostBuckets) {
        const [oldest] = known.keys();
        if (oldest !== undefined) known.delete(oldest);
      }
      return seconds;
    },
  };
}
