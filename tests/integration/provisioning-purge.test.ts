import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Transport } from '../../src/couch/transport.ts';
import { apply } from '../../src/main/provisioning/apply.ts';
import { observe } from '../../src/main/provisioning/observe.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { ConsoleError } from '../../src/shared/errors.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import type { Plan } from '../../src/shared/planning/plan.ts';
import { makePurgePlan } from '../../src/shared/planning/purge-plan.ts';
import { restored, withdrawn } from '../support/fleet.ts';
import { systemClock } from '../support/registry-samples.ts';
import { newTenant, snapshotOf, specificationOn, type Wish } from '../support/specification.ts';

let on: ReturnType<typeof specificationOn>;

beforeAll(() => {
  on = specificationOn(inject('couchdb'));
});
afterAll(async () => {
  await on.transport.close();
});

const hasIndexes = inject('couchdb').kind !== 'practice';

describe('a purge', () => {
  const purgePlan = async (wish: Wish): Promise<Plan> => {
    const spec = desired(snapshotOf(wish), 'server_none');
    return makePurgePlan({
      id: randomUUID(),
      madeAt: '',
      registrySeq: 1,
      spec: {
        ...spec,
        tenants: spec.tenants.filter((one) => one.tenantId === wish.tenant.tenant_id),
      },
      state: await observe(on.transport, spec),
      wishes: new Map(),
    });
  };
  const trashed = (tenant: Tenant): Tenant => ({
    ...withdrawn(tenant),
    deletedAt: '2026-03-05T00:00:00.000Z',
  });

  it.runIf(hasIndexes)('deletes a withdrawn tenant and nothing else', async () => {
    const wish = await newTenant();
    const other = await newTenant();
    await on.settle(wish);
    await on.settle(other);
    const gone = { ...wish, tenant: trashed(wish.tenant) };
    // Not before its withdrawal is on the server.
    expect((await purgePlan(gone)).refusals).toMatchObject([{ reason: 'purge-not-withdrawn' }]);
    expect((await purgePlan(wish)).refusals).toMatchObject([{ reason: 'purge-not-deleted' }]);
    await on.settle(gone);

    const plan = await purgePlan(gone);
    expect(plan).toMatchObject({ purpose: 'purge', refusals: [] });
    expect(plan.operations.map(({ kind }) => kind).toSorted()).toEqual([
      ...Array<string>(3).fill('database.delete'),
      ...Array<string>(2).fill('user.delete'),
    ]);
    const report = await on.run(plan);
    expect(report).toMatchObject({ applied: 5, failed: 0, skipped: 0 });
    expect((await on.admin('GET', `/shop_${wish.tenant.key}_sales`)).status).toBe(404);
    const user = `/_users/org.couchdb.user:shop_${wish.tenant.key}_sync`;
    expect((await on.admin('GET', user)).status).toBe(404);
    // Applied once more it does nothing, and the others are as they were.
    expect(await on.run(plan)).toMatchObject({ applied: 5, failed: 0 });
    expect((await on.planned(other)).operations).toEqual([]);
    const purged = { ...gone.tenant, purgedAt: '2026-03-06T00:00:00.000Z' };
    expect(desired(snapshotOf({ ...gone, tenant: purged }), 'server_none').tenants).toEqual([]);
  });

  it.runIf(hasIndexes)('stops at a tenant that was restored since it was planned', async () => {
    const wish = await newTenant();
    await on.settle(wish);
    const gone = { ...wish, tenant: trashed(wish.tenant) };
    await on.settle(gone);
    const plan = await purgePlan(gone);
    const back = { ...restored(gone.tenant), deletedAt: null };
    await on.settle({ ...wish, tenant: back });
    const report = await on.run(plan);
    expect(report).toMatchObject({ applied: 0, failed: 5 });
    expect(report.outcomes).toEqual(
      Array(5).fill(expect.objectContaining({ outcome: 'failed', code: 'plan-stale' })),
    );
    expect((await on.planned({ ...wish, tenant: back })).operations).toEqual([]);
  });
});

describe('a run that may not go on', () => {
  const lost = new ConsoleError('lease-lost', 'Another device applies now.');

  it('ends with that error wherever it is told so, and the next plan does the rest', async () => {
    const wish = await newTenant();
    for (const [attempt, after] of [0, 1, 4, 9].entries()) {
      const plan = await on.planned(wish);
      let asked = 0;
      const report = await apply(on.transport, plan, {
        clock: systemClock,
        mayGoOn: () => (asked++ < after ? null : lost),
      });
      const failed = report.outcomes.filter(({ outcome }) => outcome === 'failed');
      expect(failed.length, `attempt ${String(attempt)}`).toBeGreaterThan(0);
      for (const outcome of failed) expect(outcome).toMatchObject({ code: 'lease-lost' });
      expect(report.applied).toBeLessThanOrEqual(after);
      // What was not told is not there: every write that happened was asked for.
      const left = (await on.planned(wish)).operations.length;
      expect(left).toBe(plan.operations.length - report.applied);
    }
    await on.settle(wish);
  });

  it('asks once more between reading _security and writing it', async () => {
    const wish = await newTenant();
    await on.settle(wish);
    const plan = await on.planned({ ...wish, tenant: withdrawn(wish.tenant) });
    const writes: string[] = [];
    let read = false;
    const watched: Pick<Transport, 'request'> = {
      request: (request) => {
        const path = request.path.join('/');
        if (request.method !== 'GET') writes.push(path);
        if (path.endsWith('/_security')) read = true;
        return on.transport.request(request);
      },
    };
    const report = await apply(watched, plan, {
      clock: systemClock,
      mayGoOn: () => (read ? lost : null),
    });
    expect(read).toBe(true);
    expect(writes.filter((path) => path.endsWith('_security'))).toEqual([]);
    expect(report).toMatchObject({ applied: 0 });
  });
});
