import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keys } from '../../../../src/renderer/app/data/keys.ts';
import { leaveServer } from '../../../../src/renderer/app/data/leave-server.ts';
import { makeQueryClient } from '../../../../src/renderer/app/data/query-client.ts';
import { addProgress, missedSome } from '../../../../src/renderer/app/data/plan-progress.ts';
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
      latest: [{ id: 'x', tenantId: 'oak', outcome: 'done', message: '' }],
    });
    const second = addProgress(first, {
      ...event,
      done: 1,
      failed: 1,
      latest: [{ id: 'y', tenantId: 'elm', outcome: 'failed', message: 'why' }],
    });
    expect([...second.outcomes.keys()]).toEqual(['x', 'y']);
    expect(second.outcomes.get('y')).toEqual({ outcome: 'failed', message: 'why' });
    expect(second.failed).toBe(1);
  });

  it('counts by tenant, and leaves the count of a tenant that did not go on as it is', () => {
    const done = (id: string, tenantId: string) =>
      ({ id, tenantId, outcome: 'done', message: '' }) as const;
    const first = addProgress(null, { ...event, latest: [done('x', 'oak'), done('y', 'elm')] });
    const second = addProgress(first, {
      ...event,
      latest: [done('y', 'elm'), { ...done('z', 'elm'), outcome: 'skipped' }],
    });
    expect(second.tenants.get('elm')).toEqual({ done: 1, failed: 0, skipped: 1 });
    expect(second.tenants.get('oak')).toEqual({ done: 1, failed: 0, skipped: 0 });
    expect(second.tenants.get('oak')).toBe(first.tenants.get('oak'));
    expect(first.tenants.get('elm')).toEqual({ done: 1, failed: 0, skipped: 0 });
  });

  it('knows when it has not heard everything', () => {
    const latest = [{ id: 'x', tenantId: 'oak', outcome: 'done', message: '' }] as const;
    expect(missedSome(addProgress(null, { ...event, latest }))).toBe(false);
    expect(missedSome(addProgress(null, { ...event, failed: 1, latest }))).toBe(true);
  });

  it('starts anew for another plan', () => {
    const first = addProgress(null, {
      ...event,
      latest: [{ id: 'x', tenantId: 'oak', outcome: 'done', message: '' }],
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

describe('leaving a server', () => {
  it('drops what was read from it and ticked for it, and nothing that is the window’s own', () => {
    const queries = makeQueryClient();
    const ofTheServer = [
      keys.tenant('a'),
      keys.planCurrent,
      keys.drift,
      keys.lease,
      keys.auditPage(null, 0),
      keys.problems,
    ];
    for (const key of ofTheServer) queries.setQueryData(key, 'of the server before');
    queries.setQueryData(keys.planChoice, 'ticked');
    queries.setQueryData(keys.vault, 'open');
    queries.setQueryData(keys.servers, 'all');
    leaveServer(queries);
    for (const key of ofTheServer) expect(queries.getQueryData(key), key.join()).toBeUndefined();
    expect(queries.getQueryData(keys.planChoice)).toBeNull();
    expect(queries.getQueryData(keys.vault)).toBe('open');
    expect(queries.getQueryData(keys.servers)).toBe('all');
  });
});
