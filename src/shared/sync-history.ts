import type { SyncHistoryPoint } from './bridge/sync-views.ts';
import type { ErrorReport } from './errors.ts';
import type { SyncState } from './sync-status.ts';

/** What was of one database, oldest first and without a gap; the last stretch lasts (`until` null). */
export interface SyncHistory {
  readonly points: readonly SyncHistoryPoint[];
  /** When it was last looked at; what was after that nobody knows. ISO. */
  readonly seenAt: string;
}

/** What is seen of one database at one moment. */
export interface SyncSighting {
  readonly database: string;
  /** ISO, by this device's clock. */
  readonly at: string;
  readonly state: SyncState;
  readonly error: ErrorReport | null;
  /** Documents sent and brought since the sighting before. */
  readonly pushed: number;
  readonly pulled: number;
  readonly waitingOut: number;
}

/** Days that are kept, in milliseconds. */
export const historySpan = 7 * 24 * 60 * 60_000;
/** Stretches that are kept of one database at most. */
export const historyLimit = 1000;
/** A bout of syncing up to this long, between two agreements, is a part of them; milliseconds. */
const shortBout = 10_000;
/** Who was not looked at for longer was asleep, or the clock was set; milliseconds. */
const longestSilence = 3 * 60_000;

/** The worse of two is what a stretch made of both is said to be. */
const gravity: Readonly<Record<SyncState, number>> = {
  synced: 0,
  syncing: 1,
  'not-connected': 2,
  offline: 3,
  error: 4,
};

/** Adds a sighting. Where the clock was set back, all that was before moves back with it. */
export function seeSync(history: SyncHistory | null, seen: SyncSighting): SyncHistory {
  const before = history === null ? [] : continued(history, seen.at).points;
  const last = before.at(-1);
  const begun: SyncHistoryPoint = {
    database: seen.database,
    from: seen.at,
    until: null,
    state: seen.state,
    pushed: seen.pushed,
    pulled: seen.pulled,
    waitedOut: seen.waitingOut,
    error: seen.error,
  };
  const points =
    last === undefined
      ? [begun]
      : last.state === seen.state && sameError(last.error, seen.error)
        ? [...before.slice(0, -1), joined(last, begun)]
        : settleDown([...before.slice(0, -1), { ...last, until: seen.at }, begun]);
  return { points: compact(within(points, seen.at), historyLimit), seenAt: seen.at };
}

/** After a time in which nobody looked, such as between two starts: it was not connected then. */
export function resumeHistory(history: SyncHistory, at: string): SyncHistory {
  const { points, seenAt } = notAfter(history, at);
  const last = points.at(-1);
  if (last === undefined || seenAt === at) return { points, seenAt: at };
  if (last.state === 'not-connected') return { points: within(points, at), seenAt: at };
  const gap: SyncHistoryPoint = {
    database: last.database,
    from: seenAt,
    until: null,
    state: 'not-connected',
    // What began at the last moment that anybody saw has no length, and only its documents count.
    pushed: last.from === seenAt ? last.pushed : 0,
    pulled: last.from === seenAt ? last.pulled : 0,
    waitedOut: 0,
    error: null,
  };
  const closed = last.from === seenAt ? [] : [{ ...last, until: seenAt }];
  return { points: within([...points.slice(0, -1), ...closed, gap], at), seenAt: at };
}

/** At most that many stretches, the briefest neighbours made one. Sums, beginning and end stay. */
export function compact(
  points: readonly SyncHistoryPoint[],
  limit: number,
): readonly SyncHistoryPoint[] {
  let left = points;
  while (left.length > Math.max(2, limit)) {
    let briefest = 0;
    let length = Number.POSITIVE_INFINITY;
    for (let index = 0; index < left.length - 2; index += 1) {
      const [one, other] = [left[index], left[index + 1]];
      const span = time(other?.until ?? null) - time(one?.from ?? null);
      if (span < length) [briefest, length] = [index, span];
    }
    const [one, other] = [left[briefest], left[briefest + 1]];
    if (one === undefined || other === undefined) return left;
    left = [...left.slice(0, briefest), joined(one, other), ...left.slice(briefest + 2)];
  }
  return left;
}

function continued(history: SyncHistory, at: string): SyncHistory {
  const silent = time(at) - time(history.seenAt) > longestSilence;
  return silent ? resumeHistory(history, at) : notAfter(history, at);
}

/** A clock that was set back must not leave stretches in the future. */
function notAfter(history: SyncHistory, at: string): SyncHistory {
  const ahead = time(history.seenAt) - time(at);
  if (ahead <= 0) return history;
  const back = (instant: string) => new Date(time(instant) - ahead).toISOString();
  return {
    points: history.points.map((point) => ({
      ...point,
      from: back(point.from),
      until: point.until === null ? null : back(point.until),
    })),
    seenAt: at,
  };
}

/** Takes out what lasted no time, and makes a short bout of syncing a part of the agreement around it. */
function settleDown(points: readonly SyncHistoryPoint[]): readonly SyncHistoryPoint[] {
  const [earlier, closed, begun] = [points.at(-3), points.at(-2), points.at(-1)];
  if (closed === undefined || begun === undefined) return points;
  const lasted = time(closed.until) - time(closed.from);
  if (lasted === 0) {
    const merged = { ...joined(closed, begun), state: begun.state, error: begun.error };
    const sameAsEarlier =
      earlier?.state === begun.state && sameError(earlier.error, begun.error) ? earlier : null;
    return sameAsEarlier === null
      ? [...points.slice(0, -2), merged]
      : [...points.slice(0, -3), joined(sameAsEarlier, merged)];
  }
  const bout =
    closed.state === 'syncing' &&
    closed.error === null &&
    begun.state === 'synced' &&
    earlier?.state === 'synced' &&
    lasted <= shortBout;
  if (!bout) return points;
  return [...points.slice(0, -3), { ...joined(joined(earlier, closed), begun), state: 'synced' }];
}

function within(points: readonly SyncHistoryPoint[], at: string): readonly SyncHistoryPoint[] {
  const oldest = time(at) - historySpan;
  return points
    .filter(({ until }) => until === null || time(until) > oldest)
    .map((point) =>
      time(point.from) >= oldest ? point : { ...point, from: new Date(oldest).toISOString() },
    );
}

function joined(one: SyncHistoryPoint, other: SyncHistoryPoint): SyncHistoryPoint {
  const worse = gravity[other.state] > gravity[one.state] ? other : one;
  return {
    database: one.database,
    from: one.from,
    until: other.until,
    state: worse.state,
    pushed: one.pushed + other.pushed,
    pulled: one.pulled + other.pulled,
    waitedOut: Math.max(one.waitedOut, other.waitedOut),
    error: worse.error,
  };
}

function sameError(one: ErrorReport | null, other: ErrorReport | null): boolean {
  return one?.code === other?.code && one?.message === other?.message;
}

function time(instant: string | null): number {
  return instant === null ? Number.POSITIVE_INFINITY : Date.parse(instant);
}
