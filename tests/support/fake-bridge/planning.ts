import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { PlanProgress } from '../../../src/shared/bridge/events.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import type { OperationOutcome } from '../../../src/shared/planning/plan.ts';
import { makeFakePlan, type FakePlan } from './plan.ts';
import type { World } from './world.ts';

const pause = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

function planIn(world: World, planId: string): FakePlan {
  if (world.plan?.summary.id !== planId)
    throw new ConsoleError('plan-unknown', 'This plan is not the current one.');
  return world.plan;
}

function outcomeOf(world: World, plan: FakePlan, id: string, index: number): OperationOutcome {
  if (plan.cancelled) return { id, outcome: 'skipped', because: 'cancelled' };
  if (world.scenario.failing && index % 9 === 4)
    return {
      id,
      outcome: 'failed',
      code: 'server-failed',
      message: 'CouchDB answered 500: the disk of node 2 does not respond.',
    };
  return { id, outcome: 'done' };
}

/** The summary with what became of each tenant's operations so far. */
function summaryOf({ summary, operations, outcomes }: FakePlan): FakePlan['summary'] {
  return {
    ...summary,
    tenants: summary.tenants.map((tenant) => {
      const own = operations.filter(({ tenantId }) => tenantId === tenant.id);
      const count = (wanted: OperationOutcome['outcome']) =>
        own.filter(({ id }) => outcomes.get(id)?.outcome === wanted).length;
      return {
        ...tenant,
        done: count('done'),
        failed: count('failed'),
        skipped: count('skipped'),
      };
    }),
  };
}

async function run(world: World, plan: FakePlan): Promise<void> {
  const { id: planId, operations: total } = plan.summary;
  const tally = { done: 0, failed: 0, skipped: 0 };
  let latest: PlanProgress['latest'][number][] = [];
  const tell = (running: boolean) => {
    world.emit('plan.progress', { planId, total, ...tally, running, latest });
    latest = [];
  };
  tell(true);
  for (const [index, { id, tenantId }] of plan.operations.entries()) {
    if (!plan.cancelled) await pause(world.scenario.pace);
    const outcome = outcomeOf(world, plan, id, index);
    plan.outcomes.set(id, outcome);
    tally[outcome.outcome] += 1;
    latest.push({
      id,
      tenantId,
      outcome: outcome.outcome,
      message: outcome.outcome === 'failed' ? outcome.message : '',
    });
    if (index % 10 === 0) tell(true);
  }
  const failedTenants = new Set(
    plan.operations
      .filter(({ id }) => plan.outcomes.get(id)?.outcome !== 'done')
      .map(({ tenantId }) => tenantId),
  );
  const touched = new Set(plan.operations.map(({ tenantId }) => tenantId));
  world.tenants = world.tenants.map((tenant) =>
    touched.has(tenant.id) && !failedTenants.has(tenant.id)
      ? { ...tenant, provisioning: 'applied', keyChangeable: false }
      : tenant,
  );
  const { done: applied, failed, skipped } = tally;
  plan.summary = {
    ...plan.summary,
    running: false,
    outcome: { applied, failed, skipped, stoppedBy: null },
  };
  tell(false);
}

/** Planning and applying of the fake console. */
export function fakePlanning(world: World): ConsoleApi['plan'] {
  return {
    make: async () => {
      if (world.connection === null)
        throw new ConsoleError('not-connected', 'There is no server to compare with.');
      if (world.sync.state === 'offline')
        throw new ConsoleError('server-refused', 'https://couch.example.org:6984 does not answer.');
      await pause(world.scenario.pace * 40);
      world.counter += 1;
      world.plan = makeFakePlan(
        `plan-${String(world.counter)}`,
        world.tenants,
        world.connection.name,
        world.now().toISOString(),
      );
      return world.plan.summary;
    },
    current: () => Promise.resolve(world.plan === null ? null : summaryOf(world.plan)),
    operations: async ({ planId, tenantId, outcome, offset, limit }) => {
      const plan = planIn(world, planId);
      const rows = plan.operations
        .filter((operation) => tenantId === null || operation.tenantId === tenantId)
        .map((operation) => ({ operation, outcome: plan.outcomes.get(operation.id) ?? null }))
        .filter(
          (row) =>
            outcome === 'all' ||
            (outcome === 'failed'
              ? row.outcome?.outcome === 'failed'
              : row.outcome === null || row.outcome.outcome === 'skipped'),
        );
      return Promise.resolve({ rows: rows.slice(offset, offset + limit), total: rows.length });
    },
    apply: async ({ planId }) => {
      const plan = planIn(world, planId);
      if (plan.summary.stale !== null) throw new ConsoleError('plan-stale', plan.summary.stale);
      plan.summary = { ...plan.summary, running: true };
      await run(world, plan);
      const outcome = plan.summary.outcome ?? { applied: 0, failed: 0, skipped: 0 };
      return {
        planId,
        ...outcome,
        cancelled: plan.cancelled,
        outcomes: [...plan.outcomes.values()],
      };
    },
    cancel: async ({ planId }) => {
      planIn(world, planId).cancelled = true;
      return Promise.resolve(null);
    },
  };
}
