import type { Clock } from '../../src/shared/clock.ts';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves on by that many milliseconds, running what falls due, in order. */
  readonly advance: (milliseconds: number) => Promise<void>;
  /** Sets what it shows forward, or back, by that many milliseconds; timers run as before. */
  readonly set: (milliseconds: number) => void;
}

/** Lets everything run that needs no time to pass. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function manualClock(start = Date.parse('2026-03-01T12:00:00.000Z')): ManualClock {
  let time = start;
  /** What it shows beside the time that has passed. */
  let shift = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => new Date(time + shift),
    timer: (milliseconds, callback) => {
      const timer = { at: time + milliseconds, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: async (milliseconds) => {
      const end = time + milliseconds;
      await settled();
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        time = next.at;
        next.callback();
        await settled();
      }
      time = end;
    },
    set: (milliseconds) => {
      shift += milliseconds;
    },
  };
}
