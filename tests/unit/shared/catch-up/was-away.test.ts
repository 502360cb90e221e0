import { describe, expect, it } from 'vitest';
import { wasAway } from '../../../../src/shared/catch-up/was-away.ts';

const at = (day: number, hour = 0, minute = 0) =>
  new Date(Date.UTC(2026, 2, day, hour, minute)).toISOString();

describe('having been away', () => {
  it('is being offline with edits, however short', () => {
    const absence = { agreedAt: at(1), offlineSince: at(1, 1), now: at(1, 1, 1) };
    expect(wasAway({ ...absence, edits: 1 })).toBe(true);
    expect(wasAway({ ...absence, edits: 0 })).toBe(false);
  });

  it('is being offline for an hour without any', () => {
    const absence = { agreedAt: at(1), offlineSince: at(1, 1), edits: 0 };
    expect(wasAway({ ...absence, now: at(1, 1, 59) })).toBe(false);
    expect(wasAway({ ...absence, now: at(1, 2) })).toBe(true);
  });

  it('is not an edit that waited for nobody to be offline, within three days', () => {
    const absence = { agreedAt: at(1), offlineSince: null, edits: 5 };
    expect(wasAway({ ...absence, now: at(3, 23) })).toBe(false);
    expect(wasAway({ ...absence, now: at(4) })).toBe(true);
  });
});
