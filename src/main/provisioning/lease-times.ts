/** All in milliseconds. */
export interface LeaseTimes {
  /** After this long without a renewal anybody may take it over. */
  readonly ttl: number;
  readonly renewEvery: number;
  /**
   * By so much earlier its holder stops to rely on it: the whole seconds of server times, and what a
   * request may take that was sent at the last moment.
   */
  readonly margin: number;
  /** How often a lease that somebody else has is looked at. */
  readonly poll: number;
  /** How long to wait for it. */
  readonly patience: number;
  /** How long somebody who asked for it goes before others. */
  readonly precedence: number;
}

/** What consoles use. */
export const leaseTimes: LeaseTimes = {
  ttl: 30_000,
  renewEvery: 10_000,
  margin: 5000,
  poll: 500,
  patience: 45_000,
  precedence: 5000,
};
