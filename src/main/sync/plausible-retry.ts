/**
 * When an attempt is due, whatever became of the clock since it was planned: never further away than the
 * pause before it, and never in the past.
 * @param pause milliseconds, as planned
 */
export function plausibleRetry(retryAt: string | null, pause: number, now: Date): string | null {
  if (retryAt === null) return null;
  const planned = Date.parse(retryAt);
  const time = now.getTime();
  if (planned >= time && planned <= time + pause) return retryAt;
  return new Date(planned < time ? time : time + pause).toISOString();
}
