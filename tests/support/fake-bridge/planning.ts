import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { PlanProgress } from '../../../src/shared/bridge/events.ts';
import type { PlanComparison } from '../../../src/shared/bridge/plan-views.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import type { Operation, OperationOutcome } from '../../../src/shared/planning/plan.ts';
import { confirmationOf, makeFakePlan, type FakePlan, type FakePlanInput } from './plan.ts';
import { pause, type World } from './world.ts';

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

async function run(world: World, plan: FakePlan, chosen: readonly Operation[]): Promise<void> {
  const planId = plan.summary.id;
  const total = chosen.length;
  const tally = { done: 0, failed: 0, skipped: 0 };
  let latest: PlanProgress['latest'][number][] = [];
  const tell = (running: boolean) => {
    world.emit('plan.progress', { planId, total, ...tally, running, latest });
    latest = [];
  };
  tell(true);
  for (const [index, { id, tenantId }] of chosen.entries()) {
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
    chosen
      .filter(({ id }) => plan.outcomes.get(id)?.outcome !== 'done')
      .map(({ tenantId }) => tenantId),
  );
  const touched = new Set(chosen.map(({ tenantId }) => tenantId));
  world.tenants = world.tenants.map((tenant) =>
    touched.has(tenant.id) && !failedTenants.has(tenant.id)
      ? { ...tenant, provisioning: 'applied', keyChangeable: false }
      : tenant,
  );
  const corrected = new Set(chosen.map(({ id }) => id));
  world.findings = world.findings.filter(
    ({ corrections }) => !corrections.some((id) => corrected.has(id)),
  );
  const { done: applied, failed, skipped } = tally;
  plan.summary = {
    ...plan.summary,
    running: false,
    outcome: { applied, failed, skipped, stoppedBy: null },
  };
  tell(false);
}

async function make(
  world: World,
  purpose: FakePlanInput['purpose'],
  tenants: FakePlanInput['tenants'],
): Promise<FakePlan> {
  if (world.connection === null)
    throw new ConsoleError('not-connected', 'There is no server to compare with.');
  if (world.sync.state === 'offline' && !world.scenario.forecast)
    throw new ConsoleError('server-refused', 'https://couch.example.org:6984 does not answer.');
  await pause(world.scenario.pace * 40);
  world.counter += 1;
  world.planBefore = world.plan;
  world.plan = makeFakePlan({
    id: `plan-${String(world.counter)}`,
    purpose,
    tenants,
    findings: world.findings,
    connection: world.connection,
    now: world.now().toISOString(),
    forecast: world.scenario.forecast
      ? {
          asOf: new Date(world.now().getTime() - 5_400_000).toISOString(),
          unknown: tenants.slice(-2).map(({ id, name }) => ({ id, name })),
        }
      : null,
  });
  return world.plan;
}

function comparisonOf(after: FakePlan, before: FakePlan | null): PlanComparison | null {
  if (before === null) return null;
  const idsOf = (plan: FakePlan) => new Set(plan.operations.map(({ id }) => id));
  const [was, is] = [idsOf(before), idsOf(after)];
  const sideOf = ({ summary: { id, madeAt, operations } }: FakePlan) => ({
    id,
    madeAt,
    operations,
  });
  return {
    before: sideOf(before),
    after: sideOf(after),
    added: after.operations.filter(({ id }) => !was.has(id)),
    removed: before.operations.filter(({ id }) => !is.has(id)),
    changed: [],
    unchanged: after.operations.filter(({ id }) => was.has(id)).length,
  };
}

/** Planning and applying of the fake console. */
export function fakePlanning(world: World): ConsoleApi['plan'] {
  return {
    make: async () => {
      const plan = await make(world, 'provision', world.tenants);
      return plan.summary;
    },
    makePurge: async ({ tenantIds }) => {
      const chosen = world.tenants.filter(({ id }) => tenantIds.includes(id));
      const plan = await make(world, 'purge', chosen);
      return plan.summary;
    },
    current: () => Promise.resolve(world.plan === null ? null : summaryOf(world.plan)),
    operations: async ({ planId, tenantId, outcome, cause, search, offset, limit }) => {
      const plan = planIn(world, planId);
      const rows = plan.operations
        .filter(
          (operation) =>
            (tenantId === null || operation.tenantId === tenantId) &&
            (cause === undefined || cause === 'all' || operation.cause === cause) &&
            `${operation.target} ${operation.tenantKey}`.includes(search ?? ''),
        )
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
    select: async ({ planId, operationIds }) => {
      const { operations } = planIn(world, planId);
      const wanted = new Set(operationIds);
      // A database is needed by whatever goes into it.
      const needed = operations.filter(
        ({ id, kind, target }) =>
          !wanted.has(id) &&
          kind === 'database.create' &&
          [...wanted].some((chosen) => chosen.includes(` ${target}`)),
      );
      const all = operations.filter((one) => wanted.has(one.id) || needed.includes(one));
      return Promise.resolve({
        operationIds: all.map(({ id }) => id),
        added: needed.map(({ id }) => id),
        confirmation: world.connection === null ? null : confirmationOf(all, world.connection),
      });
    },
    apply: async ({ planId, operationIds, confirm }) => {
      const plan = planIn(world, planId);
      if (plan.summary.stale !== null) throw new ConsoleError('plan-stale', plan.summary.stale);
      if (world.scenario.lease === 'apply')
        throw new ConsoleError('lease-held', 'bea has been applying on desk-of-bea since 14:02.');
      const chosen = plan.operations.filter(
        ({ id }) => (operationIds ?? null) === null || operationIds?.includes(id) === true,
      );
      if (world.catchUp !== null && world.askBeforeApplying)
        throw new ConsoleError(
          'confirmation-needed',
          'What changed while this device was away has not been looked at.',
          { details: { because: 'catch-up', since: world.catchUp.since } },
        );
      const need = world.connection === null ? null : confirmationOf(chosen, world.connection);
      if (need !== null && confirm !== need.text)
        throw new ConsoleError('confirmation-needed', `Type ${need.text} to confirm.`);
      plan.summary = { ...plan.summary, running: true };
      await run(world, plan, chosen);
      const outcome = plan.summary.outcome ?? { applied: 0, failed: 0, skipped: 0 };
      return {
        planId,
        ...outcome,
        cancelled: plan.cancelled,
        outcomes: [...plan.outcomes.values()],
      };
    },
    save: ({ planId }) =>
      Promise.resolve({
        name: `${planId}.json`,
        text: JSON.stringify(planIn(world, planId).operations),
      }),
    load: () => {
      throw new ConsoleError('invalid-input', 'This file is no plan that the console saved.');
    },
    compare: ({ planId }) => Promise.resolve(comparisonOf(planIn(world, planId), world.planBefore)),
    curl: ({ planId, operationId }) => {
      planIn(world, planId);
      return Promise.resolve(`curl -X PUT 'https://couch.example.org:6984/${operationId}'`);
    },
    cancel: async ({ planId }) => {
      planIn(world, planId).cancelled = true;
      return Promise.resolve(null);
    },
  };
}
