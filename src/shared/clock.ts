/** Time as an argument: what code that waits or stamps takes instead of the global clock. */
export interface Clock {
  readonly now: () => Date;
  /** Runs the callback once after that many milliseconds; the answer cancels it. */
  readonly timer: (milliseconds: number, callback: () => void) => () => void;
}

/** Milliseconds since it was begun. Clocks are set and machines sleep, so there are two answers. */
export interface Elapsed {
  /** Rather too many than too few, time asleep included. */
  readonly atMost: () => number;
  /** Rather too few than too many. */
  readonly atLeast: () => number;
}

/** Begins to measure. */
export type Stopwatch = () => Elapsed;
