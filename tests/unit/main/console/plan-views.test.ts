import { describe, expect, it } from 'vitest';
import { planSummary, type CurrentPlan } from '../../../../src/main/console/plan-views.ts';
import type { Operation, OperationOutcome } from '../../../../src/shared/planning/plan.ts';

const create = (target: string, tenantKey: string): Operation => ({
  id: `database.create ${target}`,
  tenantId: `id-of-${tenantKey}`,
  tenantKey,
  after: [],
  cause: 'edit',
  kind: 'database.create',
  target,
  q: 1,
});

function current(outcomes: readonly OperationOutcome[], ended: boolean): CurrentPlan {
  return {
    plan: {
      purpose: 'provision',
      id: 'p',
      madeAt: '2026-03-01T12:00:00.000Z',
      couchdbUuid: 'u',
      registrySeq: 1,
      operations: [create('a', 'oak'), create('b', 'elm'), create('c', 'oak'), create('d', 'oak')],
      refusals: [],
      unmanagedDatabases: [],
      tenants: 2,
      requests: 3,
      milliseconds: 4,
      drift: [],
      wishes: {},
    },
    serverName: 'server',
    loaded: false,
    outcomes: new Map(outcomes.map((outcome) => [outcome.id, outcome])),
    stale: null,
    running: !ended,
    ended,
  };
}

const summary = (outcomes: readonly OperationOutcome[], ended = false) =>
  planSummary(current(outcomes, ended), (id) => `Name of ${id}`, null);

describe('the summary of a plan', () => {
  it('counts the operations of each tenant, and nothing of what came of them before applying', () => {
    const none = { corrections: 0, done: 0, failed: 0, skipped: 0 };
    expect(summary([]).tenants).toEqual([
      { id: 'id-of-oak', key: 'oak', name: 'Name of id-of-oak', operations: 3, ...none },
      { id: 'id-of-elm', key: 'elm', name: 'Name of id-of-elm', operations: 1, ...none },
    ]);
  });

  it('counts by tenant what came of them so far, and over all once the run has ended', () => {
    const outcomes: readonly OperationOutcome[] = [
      { id: 'database.create a', outcome: 'done' },
      { id: 'database.create b', outcome: 'done' },
      { id: 'database.create c', outcome: 'failed', code: 'server-failed', message: 'why' },
      { id: 'database.create d', outcome: 'skipped', because: 'dependency' },
    ];
    expect(summary(outcomes.slice(0, 3))).toMatchObject({
      tenants: [
        { key: 'oak', operations: 3, done: 1, failed: 1, skipped: 0 },
        { key: 'elm', operations: 1, done: 1, failed: 0, skipped: 0 },
      ],
      outcome: null,
    });
    expect(summary(outcomes, true)).toMatchObject({
      tenants: [{ done: 1, failed: 1, skipped: 1 }, { done: 1 }],
      outcome: { applied: 2, failed: 1, skipped: 1, stoppedBy: null },
    });
  });
});
