import { describe, expect, it } from 'vitest';
import {
  entryFilter,
  everything,
  isEverything,
} from '../../../../src/renderer/features/activity/entry-search.ts';

const now = new Date(2026, 2, 15, 13, 30);
const local = (day: number, month = 2) => new Date(2026, month, day).toISOString();

describe('what the activity is narrowed to (A1)', () => {
  it('is nothing at first', () => {
    expect(entryFilter(everything, now)).toEqual({ tenantId: null });
    expect(isEverything(everything)).toBe(true);
    expect(isEverything({ ...everything, time: 'days' })).toBe(true);
    expect(isEverything({ ...everything, time: 'days', fromDay: '2026-03-01' })).toBe(false);
    expect(isEverything({ ...everything, time: 'today' })).toBe(false);
    expect(isEverything({ ...everything, actor: 'anna' })).toBe(false);
  });

  it('is what the fields say', () => {
    expect(
      entryFilter(
        {
          ...everything,
          search: '  anna  ',
          tenant: { id: 'x', label: 'X' },
          actor: 'anna',
          action: 'tenant_edited',
          resourceType: 'tenant',
          failedOnly: true,
        },
        now,
      ),
    ).toEqual({
      tenantId: 'x',
      search: 'anna',
      actor: 'anna',
      action: 'tenant_edited',
      resourceType: 'tenant',
      outcome: 'failed',
    });
  });

  it('counts days as this place does', () => {
    expect(entryFilter({ ...everything, time: 'today' }, now).from).toBe(local(15));
    expect(entryFilter({ ...everything, time: 'week' }, now).from).toBe(local(9));
    expect(entryFilter({ ...everything, time: 'month' }, now).from).toBe(local(14, 1));
    const days = { ...everything, time: 'days' as const };
    expect(entryFilter({ ...days, fromDay: '2026-03-01', toDay: '2026-03-15' }, now)).toEqual({
      tenantId: null,
      from: local(1),
      to: local(16),
    });
  });

  it('takes no day that is none or lies ahead', () => {
    const days = { ...everything, time: 'days' as const };
    expect(entryFilter({ ...days, fromDay: '2026-02-31', toDay: '2027-01-01' }, now)).toEqual({
      tenantId: null,
    });
  });
});
