import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addProgress } from '../../../../src/renderer/app/data/plan-progress.ts';
import { initialFilter, sortedBy } from '../../../../src/renderer/app/data/tenant-filter.ts';
import { throttle } from '../../../../src/renderer/app/data/throttle.ts';

describe('throttling', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at once, then at most once an interval, and never forgets the last call', () => {
    const run = vi.fn();
    const throttled = throttle(run, 100);
    for (let call = 0; call < 50; call += 1) throttled.call();
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(run).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(run).toHaveBeenCalledTimes(2);
    throttled.call();
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('drops what is due when stopped', () => {
    const run = vi.fn();
    const throttled = throttle(run, 100);
    throttled.call();
    throttled.call();
    throttled.stop();
    vi.advanceTimersByTime(1000);
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe('progress of applying', () => {
  const event = { planId: 'a', total: 3, done: 1, failed: 0, skipped: 0, running: true };

  it('gathers outcomes over events and keeps the latest figures', () => {
    const first = addProgress(null, {
      ...event,
      latest: [{ id: 'x', outcome: 'done', message: '' }],
    });
    const second = addProgress(first, {
      ...event,
      done: 1,
      failed: 1,
      latest: [{ id: 'y', outcome: 'failed', message: 'why' }],
    });
    expect([...second.outcomes.keys()]).toEqual(['x', 'y']);
    expect(second.outcomes.get('y')).toEqual({ outcome: 'failed', message: 'why' });
    expect(second.failed).toBe(1);
  });

  it('starts anew for another plan', () => {
    const first = addProgress(null, {
      ...event,
      latest: [{ id: 'x', outcome: 'done', message: '' }],
    });
    expect(addProgress(first, { ...event, planId: 'b', latest: [] }).outcomes.size).toBe(0);
  });
});

describe('sorting the list', () => {
  it('turns a column round on the second click', () => {
    expect(sortedBy(initialFilter, 'name').direction).toBe('desc');
  });

  it('starts names upwards and times with the latest', () => {
    expect(sortedBy(initialFilter, 'key')).toMatchObject({ sort: 'key', direction: 'asc' });
    expect(sortedBy(initialFilter, 'updatedAt').direction).toBe('desc');
  });
});
