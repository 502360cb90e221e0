import type { Clock } from '../../src/shared/clock.ts';

/**
 * A clock whose timers run so many times faster: back-off and patience are over sooner, so that hundreds of
 * histories fit into minutes. The time of day is the real one.
 */
export function quickClock(factor: number): Clock {
  return {
    now: () => new Date(),
    timer: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds / factor);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}
