import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTenant } from '../../src/shared/commands/create-tenant.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import {
  device,
  endConflicts,
  once,
  open,
  startConflicts,
  type Device,
} from '../support/conflict-devices.ts';
import { sampleTenant } from '../support/registry-samples.ts';

beforeEach(startConflicts);
afterEach(endConflicts);

describe('two thousand conflicts at once', () => {
  it('leave the laptop responsive, and merge or are decided in batches', async () => {
    const [anna, ben] = [await device('anna'), await device('ben')];
    const count = 2000;
    await anna.registry.execute((snapshot, context) => ({
      // Only the tenants: their accounts have no part in this.
      documents: Array.from(
        { length: count },
        (_, index) => createTenant(sampleTenant(`t-${String(index)}`))(snapshot, context).documents,
      ).flatMap((documents) => documents.filter(({ type }) => type === 'tenant')),
      audit: [],
      result: null,
    }));
    await once(anna, ben);
    const edited = (one: Device, fields: (tenant: Tenant, index: number) => Partial<Tenant>) =>
      one.registry.execute((snapshot, { now }) => ({
        documents: [...snapshot.tenants.values()]
          .sort((a, b) => (a.key < b.key ? -1 : 1))
          .map((tenant, index) => ({ ...tenant, ...fields(tenant, index), updatedAt: now })),
        audit: [],
        result: null,
      }));
    await edited(anna, () => ({ name: 'A' }));
    await edited(ben, (tenant, index) =>
      index % 2 === 0 ? { description: 'B' } : { name: 'B', description: tenant.description },
    );
    let longest = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }, 5);
    await once(anna, ben);
    expect(open(ben)).toBe(count);
    last = performance.now();
    longest = 0;
    expect(await ben.conflicts.keeper.mergeNow()).toBe(count / 2);
    const { rows, total } = await ben.conflicts.desk.list({
      search: 'T-1',
      kind: 'tenant',
      offset: 0,
      limit: 500,
    });
    // 1, 10 to 19, 100 to 199, 1000 to 1999; every other one was merged.
    expect([rows.length, total]).toEqual([500, 556]);
    const left = [...ben.registry.conflicts.all().keys()];
    expect(await ben.conflicts.desk.resolveMany(left, 'mine')).toEqual({
      resolved: count / 2,
      left: [],
    });
    clearInterval(watch);
    expect(longest).toBeLessThan(1000);
    await once(ben, anna);
    expect([open(anna), open(ben)]).toEqual([0, 0]);
  }, 60_000);
});
