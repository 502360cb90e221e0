import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { safestTenant } from '../../../../src/shared/conflicts/safest-tenant.ts';
import { tenantState, type Tenant } from '../../../../src/shared/documents/tenant.ts';
import { sampleContext, sampleState, sampleTenant } from '../../../support/registry-samples.ts';

function base(): Tenant {
  const { documents } = createTenant(sampleTenant('abc'))(sampleState().snapshot(), sampleContext);
  const tenant = documents.find((document) => document.type === 'tenant');
  if (tenant === undefined) throw new Error('no tenant was made');
  return tenant;
}

const counter = fc.integer({ min: 1, max: 50 });
const instant = fc.option(fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'));
const leaf = fc
  .record({
    enabled: fc.boolean(),
    readOnly: fc.boolean(),
    archivedAt: instant,
    deletedAt: instant,
    generation: counter,
    epoch: counter,
    name: fc.constantFrom('One', 'Two', 'Three'),
    _rev: fc.constantFrom('2-a', '2-b', '2-c', '3-d'),
  })
  .map((fields): Tenant => ({ ...base(), ...fields }));

describe('the safest of conflicting leaves', () => {
  it('is active only where every leaf is, and no counter is below any of them', () => {
    fc.assert(
      fc.property(leaf, fc.array(leaf, { maxLength: 4 }), (winner, others) => {
        const safest = safestTenant(winner, others);
        const all = [winner, ...others];
        expect(tenantState(safest) === 'active').toBe(
          all.every((t) => tenantState(t) === 'active'),
        );
        expect(safest.readOnly).toBe(all.some(({ readOnly }) => readOnly));
        for (const { generation, epoch } of all) {
          expect(safest.generation).toBeGreaterThanOrEqual(generation);
          expect(safest.epoch).toBeGreaterThanOrEqual(epoch);
        }
        expect(safest.name).toBe(winner.name);
      }),
    );
  });

  it('lets an edit that knew the leaves decide, and still no counter fall', () => {
    fc.assert(
      fc.property(leaf, fc.array(leaf, { minLength: 1, maxLength: 4 }), (winner, others) => {
        const seen = others.flatMap(({ _rev }) => (_rev === undefined ? [] : [_rev]));
        const decided: Tenant = { ...winner, _rev: '9-z', access_seen: seen };
        const safest = safestTenant(decided, others);
        expect(tenantState(safest)).toBe(tenantState(winner));
        expect(safest.generation).toBe(Math.max(...[winner, ...others].map((t) => t.generation)));
      }),
    );
  });
});
