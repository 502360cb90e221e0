const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', hourCycle: 'h23' });
const shortClock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const full = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'full',
  timeStyle: 'medium',
  hourCycle: 'h23',
});

function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** `14:32:05` today, `3 Mar, 14:32` on another day. Local time. */
export function moment(instant: string, now: Date): string {
  const at = new Date(instant);
  if (sameDay(at, now)) return clock.format(at);
  return `${date(instant, now)}, ${shortClock.format(at)}`;
}

/** `3 Mar` in this year, `3 Mar 2025` in another. Local time. */
export function date(instant: string, now: Date): string {
  const at = new Date(instant);
  return (at.getFullYear() === now.getFullYear() ? day : dayAndYear).format(at);
}

/** `14:32` today, else the date: short enough for a column. */
export function shortMoment(instant: string, now: Date): string {
  const at = new Date(instant);
  return sameDay(at, now) ? shortClock.format(at) : date(instant, now);
}

/** `14:32` on whichever day. Local time. */
export function hourAndMinute(instant: string): string {
  return shortClock.format(new Date(instant));
}

/** Everything, for a tooltip. */
export function fullMoment(instant: string): string {
  return full.format(new Date(instant));
}

const spans = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

/** `3 hours ago`, `yesterday`, `just now`; what is to come counts as now. */
export function ago(instant: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(instant)) / 1000;
  const span = spans.find(([, length]) => seconds >= length);
  return span === undefined ? 'just now' : relative.format(-Math.floor(seconds / span[1]), span[0]);
}
