import { describe, expect, it } from 'vitest';
import { usageDocumentId, type Usage } from '../../../../src/shared/documents/usage.ts';
import { useByGateway } from '../../../../src/shared/keys/gateway-usage.ts';

const usage = (day: string, count: number, gateway: string, hour = 12): Usage => ({
  _id: usageDocumentId('k1', gateway, day),
  type: 'usage',
  key_id: 'k1',
  tenant_id: '11111111-1111-4111-8111-111111111111',
  gateway,
  day,
  count,
  last_used: `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`,
  updatedAt: `${day}T12:00:00.000Z`,
  updatedBy: gateway,
});

describe('use of keys by gateway (K3)', () => {
  it('is counted today and over thirty days, each gateway for itself', () => {
    const counts = [
      usage('2026-03-02', 2, 'west', 9),
      usage('2026-02-01', 3, 'west'),
      usage('2026-01-31', 4, 'west'),
      usage('2026-03-01', 5, 'east'),
      usage('2026-03-02', 6, 'east', 8),
      usage('2026-03-02', 0, 'idle'),
    ];
    expect(useByGateway(counts, '2026-03-02T23:59:00.000Z')).toEqual([
      { gateway: 'east', lastUsed: '2026-03-02T08:00:00.000Z', today: 6, month: 11 },
      { gateway: 'west', lastUsed: '2026-03-02T09:00:00.000Z', today: 2, month: 5 },
    ]);
    expect(useByGateway([], '2026-03-02T23:59:00.000Z')).toEqual([]);
  });
});
