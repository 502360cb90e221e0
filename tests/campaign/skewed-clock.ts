import type { Clock } from '../../src/shared/clock.ts';

/** The same clock on a device whose date is wrong by so many milliseconds. */
export function skewedClock(clock: Clock, milliseconds: number): Clock {
  return { ...clock, now: () => new Date(clock.now().getTime() + milliseconds) };
}
