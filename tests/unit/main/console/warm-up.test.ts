import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgreements } from '../../../../src/main/console/agreements.ts';
import { createTenantIndex } from '../../../../src/main/console/tenant-index.ts';
import { warmUp } from '../../../../src/main/console/warm-up.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { manualClock, settled } from '../../../support/manual-clock.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';
import { temporaryDirectory } from '../../../support/test-console.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory('warm-up');
});
afterEach(() => directory.remove());

/** A registry of 50 tenants, all seen in agreement when it was last open, of which some ask more by now. */
async function world(askingMore: number) {
  const state = sampleState();
  for (let number = 0; number < 50; number += 1) {
    const tenant = sampleTenant(`shop-${String(number)}`);
    store(state, createTenant(tenant)(state.snapshot(), sampleContext));
  }
  const before = await openAgreements(directory.path);
  before.useServer('server');
  before.refresh(state.snapshot());
  const wishes = before.wishes();
  await before.record({ agreed: wishes, differing: [], refusals: [], wishes });
  await before.keepListed();

  const snapshot = state.snapshot();
  const tenants = [...snapshot.tenants].map(([id, tenant], index) => {
    const more = index < askingMore ? 1 : 0;
    return [id, { ...tenant, generation: tenant.generation + more }] as const;
  });
  const agreements = await openAgreements(directory.path);
  agreements.useServer('server');
  const told: unknown[] = [];
  const problems: unknown[] = [];
  const clock = manualClock();
  const end = warmUp(
    {
      registry: { snapshot: () => ({ ...snapshot, tenants: new Map(tenants) }), revision: () => 7 },
      agreements,
      tenants: createTenantIndex(),
      clock,
    },
    { emit: (name, value) => told.push([name, value]) },
    (error) => problems.push(error),
  );
  await settled();
  return { agreements, clock, told, problems, end };
}

describe('what is made ready behind the first list', () => {
  it('leaves the first moments to the window, then puts right what was not so, and tells it', async () => {
    const { agreements, clock, told, problems } = await world(3);
    await clock.advance(9000);
    expect([agreements.waiting(), told]).toEqual([0, []]);
    await clock.advance(2000);
    expect([agreements.waiting(), told]).toEqual([3, [['registry.changed', { revision: 7 }]]]);
    expect(problems).toEqual([]);
  });

  it('says nothing where everything was so', async () => {
    const { agreements, clock, told, problems } = await world(0);
    await clock.advance(60_000);
    expect([agreements.waiting(), told, problems]).toEqual([0, [], []]);
  });

  it.each([0, 10_010])('ends when it is told to, after %i ms', async (milliseconds) => {
    const { agreements, clock, told, problems, end } = await world(50);
    await clock.advance(milliseconds);
    end();
    await clock.advance(60_000);
    expect(agreements.waiting()).toBeLessThan(50);
    expect([told, problems]).toEqual([[], []]);
  });
});
