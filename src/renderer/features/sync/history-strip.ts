import type { SyncHistoryPoint } from '../../../shared/bridge/sync-views.ts';
import type { SyncState } from '../../../shared/sync-status.ts';

/** A part of the strip in one state; `unknown` where nothing was remembered. */
export interface Segment {
  /** Fractions of the strip, 0 to 1. */
  readonly start: number;
  readonly end: number;
  readonly state: SyncState | 'unknown';
  readonly point: SyncHistoryPoint | null;
}

/** The points of one database that reach into a span of time, cut to it, oldest first. */
function within(
  history: readonly SyncHistoryPoint[],
  database: string,
  from: number,
  to: number,
): readonly { readonly start: number; readonly end: number; readonly point: SyncHistoryPoint }[] {
  return history
    .filter((point) => point.database === database)
    .map((point) => ({
      start: Math.max(from, Date.parse(point.from)),
      end: Math.min(to, point.until === null ? to : Date.parse(point.until)),
      point,
    }))
    .filter(({ start, end }) => end > start)
    .toSorted((a, b) => a.start - b.start);
}

/** A strip from `from` to `to` (milliseconds), without gaps or overlaps. */
export function segmentsOf(
  history: readonly SyncHistoryPoint[],
  database: string,
  from: number,
  to: number,
): readonly Segment[] {
  const segments: Segment[] = [];
  const fraction = (at: number) => (at - from) / (to - from);
  let reached = from;
  const add = (until: number, state: Segment['state'], point: SyncHistoryPoint | null) => {
    if (until <= reached) return;
    segments.push({ start: fraction(reached), end: fraction(until), state, point });
    reached = until;
  };
  for (const { start, end, point } of within(history, database, from, to)) {
    add(start, 'unknown', null);
    add(end, point.state, point);
  }
  add(to, 'unknown', null);
  return segments;
}

/** How much of the strip each state has, the most first; parts of one. */
export function sharesOf(
  segments: readonly Segment[],
): readonly { readonly state: Segment['state']; readonly share: number }[] {
  const shares = new Map<Segment['state'], number>();
  for (const { state, start, end } of segments) {
    shares.set(state, (shares.get(state) ?? 0) + end - start);
  }
  return [...shares]
    .map(([state, share]) => ({ state, share }))
    .toSorted((a, b) => b.share - a.share);
}
