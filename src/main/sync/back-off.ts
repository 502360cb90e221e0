const first = 1000;
const longest = 60_000;

/**
 * Milliseconds before the next attempt: doubling from one second to a minute, each shortened by up to
 * half at random, so that many consoles do not come back in the same moment.
 * @param failures attempts failed in a row, from 1
 * @param random from 0 up to 1
 */
export function backOff(failures: number, random: number): number {
  const full = Math.min(longest, first * 2 ** Math.min(failures - 1, 10));
  return Math.round(full * (1 - random / 2));
}
