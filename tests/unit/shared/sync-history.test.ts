import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyncHistoryPoint } from '../../../src/shared/bridge/sync-views.ts';
import type { ErrorReport } from '../../../src/shared/errors.ts';
import {
  compact,
  historyLimit,
  historySpan,
  resumeHistory,
  seeSync,
  type SyncHistory,
  type SyncSighting,
} from '../../../src/shared/sync-history.ts';
import type { SyncState } from '../../../src/shared/sync-status.ts';

const start = Date.parse('2026-03-01T12:00:00.000Z');
const iso = (milliseconds: number) => new Date(start + milliseconds).toISOString();
const refused: ErrorReport = { code: 'server-refused', message: 'away', remedy: '', details: {} };

const sighting = (
  at: number,
  state: SyncState,
  more: Partial<SyncSighting> = {},
): SyncSighting => ({
  database: 'couch-sitter',
  at: iso(at),
  state,
  error: state === 'offline' ? refused : null,
  pushed: 0,
  pulled: 0,
  waitingOut: 0,
  ...more,
});

function see(...all: readonly SyncSighting[]): SyncHistory {
  const history = all.reduce<SyncHistory | null>((before, seen) => seeSync(before, seen), null);
  if (history === null) throw new Error('nothing was seen');
  return history;
}

const lengths = (points: readonly SyncHistoryPoint[]) =>
  points.map(({ state, from, until }) => [
    state,
    until === null ? null : (Date.parse(until) - Date.parse(from)) / 1000,
  ]);

describe('a history', () => {
  it('has one stretch for what stays, and ends it where something changes', () => {
    const { points } = see(
      sighting(0, 'syncing'),
      sighting(20_000, 'synced', { pulled: 3 }),
      sighting(60_000, 'synced'),
      sighting(90_000, 'offline', { waitingOut: 1 }),
      sighting(120_000, 'offline', { waitingOut: 4 }),
      sighting(130_000, 'offline', { waitingOut: 2 }),
    );
    expect(lengths(points)).toEqual([
      ['syncing', 20],
      ['synced', 70],
      ['offline', null],
    ]);
    expect(points.at(-1)).toMatchObject({ waitedOut: 4, error: refused });
    expect(points[1]).toMatchObject({ pulled: 3, error: null });
  });

  it('counts a short bout of syncing to the agreement around it, and no other', () => {
    const { points } = see(
      sighting(0, 'synced'),
      sighting(30_000, 'syncing', { waitingOut: 2 }),
      sighting(31_000, 'synced', { pushed: 2 }),
      sighting(60_000, 'syncing'),
      sighting(80_000, 'synced'),
      sighting(90_000, 'offline'),
      sighting(91_000, 'syncing'),
      sighting(92_000, 'synced'),
    );
    expect(lengths(points)).toEqual([
      ['synced', 60],
      ['syncing', 20],
      ['synced', 10],
      ['offline', 1],
      ['syncing', 1],
      ['synced', null],
    ]);
    expect(points[0]).toMatchObject({ pushed: 2, waitedOut: 2 });
  });

  it('shows what nobody looked at as not connected: a restart, a sleep', () => {
    const before = see(sighting(0, 'synced'), sighting(60_000, 'synced'));
    const { points } = seeSync(resumeHistory(before, iso(100_000)), sighting(100_000, 'syncing'));
    expect(lengths(points)).toEqual([
      ['synced', 60],
      ['not-connected', 40],
      ['syncing', null],
    ]);
    expect(lengths(seeSync(before, sighting(3_660_000, 'synced')).points)).toEqual([
      ['synced', 60],
      ['not-connected', 3600],
      ['synced', null],
    ]);
  });

  it('moves back as a whole where the clock is set back, by however much', () => {
    const year = 365 * 24 * 60 * 60_000;
    const { points } = see(
      sighting(year, 'synced'),
      sighting(year + 60_000, 'offline'),
      sighting(year + 70_000, 'offline'),
      sighting(0, 'synced'),
      sighting(5000, 'offline'),
    );
    expect(lengths(points)).toEqual([
      ['synced', 60],
      ['offline', 10],
      ['synced', 5],
      ['offline', null],
    ]);
    expect(points[0]?.from).toBe(iso(-70_000));
  });

  it('counts what came at the very moment before a silence', () => {
    const first = seeSync(null, sighting(0, 'synced', { pushed: 0, pulled: 1, waitingOut: 0 }));
    const later = seeSync(first, sighting(200_000, 'synced'));
    expect(later.points.reduce((sum, { pulled }) => sum + pulled, 0)).toBe(1);
  });

  it('is never claimed better than it was by being made shorter', () => {
    const state = (name: SyncState, from: number, until: number | null): SyncHistoryPoint => ({
      database: 'couch-sitter',
      from: iso(from),
      until: until === null ? null : iso(until),
      state: name,
      pushed: 1,
      pulled: 0,
      waitedOut: 0,
      error: name === 'offline' ? refused : null,
    });
    const short = compact(
      [state('synced', 0, 9000), state('offline', 9000, 9500), state('synced', 9500, null)],
      2,
    );
    expect(short).toMatchObject([{ state: 'offline', error: refused, pushed: 2 }, { pushed: 1 }]);
  });
});

const anyState = fc.constantFrom<SyncState>(
  'synced',
  'syncing',
  'offline',
  'error',
  'not-connected',
);
const anySteps = fc.array(
  fc.record({
    // Now and then the clock is set, or the machine sleeps.
    after: fc.oneof(
      { weight: 12, arbitrary: fc.integer({ min: 0, max: 170_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: -500_000_000, max: 500_000_000 }) },
    ),
    state: anyState,
    pushed: fc.nat(5),
    pulled: fc.nat(5),
    waitingOut: fc.nat(9),
  }),
  { minLength: 1, maxLength: 120 },
);

describe('whatever is seen', () => {
  it('is there without a gap, in order, within its days, with every document counted', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        let at = 0;
        let history: SyncHistory | null = null;
        let longAgo = false;
        for (const { after, state, ...counts } of steps) {
          at += after;
          longAgo ||= Math.abs(after) > historySpan / 200;
          history = seeSync(history, sighting(at, state, counts));
          const { points } = history;
          const last = points.at(-1);
          expect(last).toMatchObject({ state, until: null });
          for (const [index, point] of points.entries()) {
            const next = points[index + 1];
            expect(point.until).toBe(next === undefined ? null : next.from);
            if (next !== undefined) expect(point.from < next.from).toBe(true);
          }
          expect(points.length).toBeLessThanOrEqual(historyLimit);
          const oldest = Date.parse(points[0]?.from ?? '');
          expect(start + at - oldest).toBeLessThanOrEqual(historySpan);
        }
        if (longAgo) return;
        const sum = (name: 'pushed' | 'pulled') =>
          history?.points.reduce((total, point) => total + point[name], 0);
        expect(sum('pushed')).toBe(steps.reduce((total, { pushed }) => total + pushed, 0));
        expect(sum('pulled')).toBe(steps.reduce((total, { pulled }) => total + pulled, 0));
      }),
      { numRuns: 200 },
    );
  });

  it('stays within its bound, keeps its sums, and calls nothing agreed that was not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), anyState), {
          minLength: 3,
          maxLength: 60,
        }),
        fc.integer({ min: 2, max: 20 }),
        (steps, limit) => {
          let at = 0;
          const points = steps.map(([length, state], index): SyncHistoryPoint => {
            const from = iso(at);
            at += length;
            return {
              database: 'couch-sitter',
              from,
              until: index === steps.length - 1 ? null : iso(at),
              state,
              pushed: 1,
              pulled: 2,
              waitedOut: index,
              error: null,
            };
          });
          const short = compact(points, limit);
          expect(short.length).toBeLessThanOrEqual(limit);
          expect(short[0]?.from).toBe(points[0]?.from);
          expect(short.at(-1)).toMatchObject({ until: null, state: points.at(-1)?.state });
          expect(short.reduce((sum, { pushed }) => sum + pushed, 0)).toBe(points.length);
          for (const { from, until, state } of short) {
            if (state !== 'synced') continue;
            const inside = points.filter(
              (point) => point.from >= from && (until === null || point.from < until),
            );
            expect(inside.every((point) => point.state === 'synced')).toBe(true);
          }
        },
      ),
    );
  });
});
