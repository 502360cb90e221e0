import { describe, expect, it } from 'vitest';
import { markPurged } from '../../../../src/shared/commands/mark-purged.ts';
import { restoreTenant } from '../../../../src/shared/commands/restore-tenant.ts';
import { safestTenant } from '../../../../src/shared/conflicts/safest-tenant.ts';
import type { Tenant } from '../../../../src/shared/documents/tenant.ts';
import { fleetSnapshot, fleetTenant } from '../../../support/fleet.ts';
import { testDigest } from '../../../support/test-digest.ts';

const now = '2026-04-01T00:00:00.000Z';
const context = { actor: 'ada', now, uuid: () => 'uuid', digest: testDigest };
const trashed = fleetTenant('aa', { deletedAt: '2026-03-05T00:00:00.000Z', generation: 4 });
const snapshot = (tenant: Tenant) => fleetSnapshot({ tenants: [tenant], accounts: new Map() });
const tenantId = trashed.tenant_id;

describe('marking a tenant as purged', () => {
  it('notes when, raises the generation and keeps the rest, once', () => {
    const { documents, audit, result } = markPurged({ tenantId })(snapshot(trashed), context);
    expect(documents).toEqual([
      { ...trashed, purgedAt: now, generation: 5, updatedAt: now, updatedBy: 'ada' },
    ]);
    expect(audit).toMatchObject([{ action: 'tenant_purged', tenant_id: tenantId }]);
    expect(result).toEqual({ tenantId, changed: true });
    const purged = { ...trashed, purgedAt: now };
    expect(markPurged({ tenantId })(snapshot(purged), context)).toEqual({
      documents: [],
      audit: [],
      result: { tenantId, changed: false },
    });
  });

  it('is for a tenant in the trash only', () => {
    const active = snapshot({ ...trashed, deletedAt: null });
    expect(() => markPurged({ tenantId })(active, context)).toThrow(/active/);
  });

  it('is for good: nothing brings it back, and no other leaf outweighs it', () => {
    const purged = { ...trashed, purgedAt: now };
    expect(() => restoreTenant({ tenantId })(snapshot(purged), context)).toThrow(/purged/);
    const restored = { ...trashed, deletedAt: null, generation: 9 };
    expect(safestTenant(restored, [purged])).toMatchObject({
      purgedAt: now,
      deletedAt: trashed.deletedAt,
      generation: 9,
    });
  });
});
