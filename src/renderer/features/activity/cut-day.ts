/** A day so many days ago, in local time, as a date field writes it. */
export function dayBefore(now: Date, days: number): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(day.getFullYear())}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The first instant of a day in local time; null where there is no such day, or it is not past. */
export function startOfDay(day: string, now: Date): string | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (parts === null) return null;
  const [year = 0, month = 0, date = 0] = parts.slice(1).map(Number);
  const at = new Date(year, month - 1, date);
  if (at.getMonth() !== month - 1 || at.getTime() >= now.getTime()) return null;
  return at.toISOString();
}
