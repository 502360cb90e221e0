import { describe, expect, it } from 'vitest';
import { usageDocumentId, type Usage } from '../../../../src/shared/documents/usage.ts';
import { isStale, lastUse, usesByDay } from '../../../../src/shared/keys/key-usage.ts';

function usage(day: string, count: number, gateway = 'g1'): Usage {
  return {
    _id: usageDocumentId('k1', gateway, day),
    type: 'usage',
    key_id: 'k1',
    tenant_id: '11111111-1111-4111-8111-111111111111',
    gateway,
    day,
    count,
    last_used: `${day}T12:00:00.000Z`,
    updatedAt: `${day}T12:00:00.000Z`,
    updatedBy: gateway,
  };
}

const now = '2026-03-02T00:30:00.000Z';

describe('usage of keys', () => {
  it('is counted a day over all gateways, days without any included', () => {
    const all = [
      usage('2026-03-02', 1),
      usage('2026-03-01', 2),
      usage('2026-03-01', 3, 'g2'),
      usage('2025-01-01', 9),
    ];
    expect(usesByDay(all, now, 4)).toEqual([
      { day: '2026-02-27', count: 0 },
      { day: '2026-02-28', count: 0 },
      { day: '2026-03-01', count: 5 },
      { day: '2026-03-02', count: 1 },
    ]);
    expect(usesByDay([], now, 90)).toHaveLength(90);
    expect(lastUse(all)).toBe('2026-03-02T12:00:00.000Z');
  });

  it('knows no use where there is none', () => {
    expect(lastUse([])).toBeNull();
    expect(lastUse([usage('2026-03-01', 0)])).toBeNull();
  });

  it('calls a key stale that was not used for long, or never since it was made', () => {
    const key = { createdAt: '2025-12-02T00:30:00.000Z' };
    expect(isStale(key, null, now)).toBe(true);
    expect(isStale(key, null, '2026-03-02T00:29:59.999Z')).toBe(false);
    expect(isStale(key, '2026-01-01T00:00:00.000Z', now)).toBe(false);
    expect(isStale(key, '2026-01-01T00:00:00.000Z', now, 30)).toBe(true);
  });
});
