import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyncHistoryPoint } from '../../../../src/shared/bridge/sync-views.ts';
import { agreementSentence } from '../../../../src/renderer/features/sync/agreement-sentence.ts';
import { segmentsOf, sharesOf } from '../../../../src/renderer/features/sync/history-strip.ts';

const at = (minutes: number) => new Date(minutes * 60_000).toISOString();
const span = (minutes: number) => minutes * 60_000;

const point = (
  from: number,
  until: number | null,
  state: SyncHistoryPoint['state'],
  database = 'couch-sitter',
): SyncHistoryPoint => ({
  database,
  from: at(from),
  until: until === null ? null : at(until),
  state,
  pushed: 0,
  pulled: 0,
  waitedOut: 0,
  error: null,
});

describe('the strip of what has been (S2)', () => {
  it('cuts stretches to the span and leaves what is not known unknown', () => {
    const history = [
      point(0, 30, 'synced'),
      point(30, 40, 'offline'),
      point(60, null, 'synced'),
      point(0, null, 'error', 'couch-sitter-log'),
    ];
    const segments = segmentsOf(history, 'couch-sitter', span(20), span(120));
    expect(segments.map(({ state, start, end }) => [state, start, end])).toEqual([
      ['synced', 0, 0.1],
      ['offline', 0.1, 0.2],
      ['unknown', 0.2, 0.4],
      ['synced', 0.4, 1],
    ]);
    expect(sharesOf(segments).map(({ state }) => state)).toEqual(['synced', 'unknown', 'offline']);
  });

  it('is unknown from end to end where nothing was remembered', () => {
    expect(segmentsOf([], 'couch-sitter', 0, 100)).toEqual([
      { start: 0, end: 1, state: 'unknown', point: null },
    ]);
  });

  it('covers the span exactly once, whatever was remembered', () => {
    const minute = fc.integer({ min: -50, max: 150 });
    const some = fc.array(
      fc
        .tuple(minute, fc.option(minute), fc.constantFrom('synced', 'offline', 'error', 'syncing'))
        .map(([from, until, state]) =>
          point(from + 1000, until === null ? null : until + 1000, state),
        ),
    );
    fc.assert(
      fc.property(some, (history) => {
        const segments = segmentsOf(history, 'couch-sitter', span(1000), span(1100));
        expect(segments[0]?.start).toBe(0);
        expect(segments.at(-1)?.end).toBe(1);
        for (const [index, segment] of segments.entries()) {
          expect(segment.end).toBeGreaterThan(segment.start);
          if (index > 0) expect(segment.start).toBe(segments[index - 1]?.end);
        }
      }),
    );
  });
});

describe('agreement in words (S2)', () => {
  const now = new Date(2026, 2, 3, 15, 0, 0);
  const agreement = {
    at: new Date(2026, 2, 3, 14, 32, 5).toISOString(),
    localSeq: 1204,
    remoteSeq: '1188-g1AAAA',
  };

  it('says as of when and at which sequences, and no more', () => {
    expect(agreementSentence({ agreement, state: 'synced' }, now)).toBe(
      'In agreement as of 14:32:05, at local sequence 1,204 and server sequence 1188',
    );
  });

  it('says that it is past where something has happened since', () => {
    for (const state of ['syncing', 'offline', 'error', 'not-connected'] as const) {
      expect(agreementSentence({ agreement, state }, now)).toMatch(/^Last in agreement as of/);
    }
  });

  it('claims none where none was seen', () => {
    expect(agreementSentence({ agreement: null, state: 'synced' }, now)).toBe(
      'Never seen in agreement with this server yet',
    );
  });
});
