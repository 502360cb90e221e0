import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Clock, Stopwatch } from '../../shared/clock.ts';

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  timer: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

/**
 * Goes by three clocks: the monotonic one may stand still while a laptop sleeps, the wall clock may be set
 * forth and back, and not every system counts sleep into its uptime.
 */
export const systemStopwatch: Stopwatch = () => {
  const monotonic = performance.now();
  const wall = Date.now();
  const up = uptimeMilliseconds();
  return {
    atMost: () =>
      Math.max(performance.now() - monotonic, Date.now() - wall, uptimeMilliseconds() - up),
    atLeast: () => Math.max(0, Math.min(performance.now() - monotonic, Date.now() - wall)),
  };
};

/** 0 where the system does not tell. */
function uptimeMilliseconds(): number {
  try {
    return uptime() * 1000;
  } catch {
    return 0;
  }
}
