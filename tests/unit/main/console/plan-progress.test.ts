import { describe, expect, it } from 'vitest';
import { createProgressReporter } from '../../../../src/main/console/plan-progress.ts';
import type { PlanProgress } from '../../../../src/shared/bridge/events.ts';
import { manualClock } from '../../../support/manual-clock.ts';

describe('telling of a run', () => {
  it('gathers outcomes, each with its tenant, and tells the rest at the end at once', async () => {
    const clock = manualClock();
    const told: PlanProgress[] = [];
    const reporter = createProgressReporter({
      planId: 'p',
      total: 3,
      clock,
      emit: (progress) => {
        told.push(progress);
      },
    });
    expect(told).toMatchObject([{ done: 0, running: true, latest: [] }]);
    reporter.note({ id: 'a', outcome: 'done' }, { tenantId: 'oak' });
    reporter.note(
      { id: 'b', outcome: 'failed', code: 'server-failed', message: 'why' },
      { tenantId: 'elm' },
    );
    expect(told).toHaveLength(1);
    await clock.advance(100);
    expect(told[1]).toEqual({
      planId: 'p',
      total: 3,
      done: 1,
      failed: 1,
      skipped: 0,
      running: true,
      latest: [
        { id: 'a', tenantId: 'oak', outcome: 'done', message: '' },
        { id: 'b', tenantId: 'elm', outcome: 'failed', message: 'why' },
      ],
    });
    reporter.note({ id: 'c', outcome: 'skipped', because: 'cancelled' }, { tenantId: 'elm' });
    reporter.end();
    expect(told[2]).toMatchObject({
      skipped: 1,
      running: false,
      latest: [{ id: 'c', tenantId: 'elm', outcome: 'skipped', message: '' }],
    });
    await clock.advance(1000);
    expect(told).toHaveLength(3);
  });
});
