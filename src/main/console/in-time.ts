import type { Clock } from '../../shared/clock.ts';

/**
 * Waits for the work, but not longer; the work itself goes on.
 * @param milliseconds the longest to wait
 * @returns what the work came to, or null where it was not done in time
 */
export async function inTime<Result>(
  work: Promise<Result>,
  milliseconds: number,
  clock: Clock,
): Promise<Result | null> {
  let cancel = (): void => undefined;
  try {
    return await Promise.race([
      work,
      new Promise<null>((resolve) => {
        cancel = clock.timer(milliseconds, () => {
          resolve(null);
        });
      }),
    ]);
  } finally {
    cancel();
  }
}
