import type { Clock } from '../../src/shared/clock.ts';

/** From here on a timer is how long one waits for an answer, not for the next attempt; in milliseconds. */
const patience = 5000;

/**
 * A clock whose timers run so many times faster: back-off is over sooner, so that hundreds of histories fit
 * into minutes. Waiting for an answer is never shorter than what a busy machine may need. The time of day is
 * the real one.
 */
export function quickClock(factor: number): Clock {
  return {
    now: () => new Date(),
    timer: (milliseconds, callback) => {
      const quick = milliseconds / factor;
      const timer = setTimeout(
        callback,
        milliseconds >= patience ? Math.max(patience, quick) : quick,
      );
      return () => {
        clearTimeout(timer);
      };
    },
  };
}
