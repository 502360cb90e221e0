/** Time as an argument: what code that waits or stamps takes instead of the global clock. */
export interface Clock {
  readonly now: () => Date;
  /** Runs the callback once after that many milliseconds; the answer cancels it. */
  readonly timer: (milliseconds: number, callback: () => void) => () => void;
}

/**
 * Begins to measure; the answer tells how many milliseconds have passed since then, time asleep included,
 * and rather too many than too few.
 */
export type Stopwatch = () => () => number;
