import type { ApiKey } from '../documents/apikey.ts';
import type { Usage } from '../documents/usage.ts';

const dayLength = 86_400_000;
/** A key that nobody used for so long is probably forgotten. */
const staleDays = 90;

export interface DayCount {
  /** In UTC, `2026-03-01`. */
  readonly day: string;
  readonly count: number;
}

/** When a key was last exchanged, at any gateway; null: never, as far as is known. */
export function lastUse(usage: readonly Usage[]): string | null {
  return usage.reduce<string | null>(
    (latest, { count, last_used }) =>
      count > 0 && (latest === null || last_used > latest) ? last_used : latest,
    null,
  );
}

/**
 * Exchanges a day over the last so many days, `now` (an ISO instant) being on the last of them; a day without any has
 * count 0. Several gateways and several keys are added up.
 */
export function usesByDay(usage: Iterable<Usage>, now: string, days: number): readonly DayCount[] {
  const last = Date.parse(`${now.slice(0, 10)}T00:00:00.000Z`);
  const counts = new Map<string, number>();
  for (let ago = days - 1; ago >= 0; ago -= 1) {
    counts.set(new Date(last - ago * dayLength).toISOString().slice(0, 10), 0);
  }
  for (const { day, count } of usage) {
    const before = counts.get(day);
    if (before !== undefined) counts.set(day, before + count);
  }
  return [...counts].map(([day, count]) => ({ day, count }));
}

/** The first of the last so many days, `now` being on the last of them: `2026-03-01`, in UTC. */
export function firstDayOf(now: string, days: number): string {
  const last = Date.parse(`${now.slice(0, 10)}T00:00:00.000Z`);
  return new Date(last - (days - 1) * dayLength).toISOString().slice(0, 10);
}

/** Whether a key lies unused: since its last use, or where there is none since it was made. */
export function isStale(
  key: Pick<ApiKey, 'createdAt'>,
  lastUsed: string | null,
  now: string,
  days: number = staleDays,
): boolean {
  const since = lastUsed !== null && lastUsed > key.createdAt ? lastUsed : key.createdAt;
  return Date.parse(now) - Date.parse(since) >= days * dayLength;
}
