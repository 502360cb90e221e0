import { describe, expect, it } from 'vitest';
import type { Agreements } from '../../../../src/main/console/agreements.ts';
import { noteApplied } from '../../../../src/main/console/note-applied.ts';
import type { Operation, Plan } from '../../../../src/shared/planning/plan.ts';
import { emptySnapshot } from '../../../support/empty-snapshot.ts';
import { testDigest } from '../../../support/test-digest.ts';

type Seen = Parameters<Agreements['record']>[0];

const create = (tenantId: string, target: string): Operation => ({
  id: `database.create ${target}`,
  tenantId,
  tenantKey: tenantId,
  after: [],
  cause: 'edit',
  kind: 'database.create',
  target,
  q: 1,
});

const remove = (tenantId: string, target: string): Operation => ({
  id: `database.delete ${target}`,
  tenantId,
  tenantKey: tenantId,
  after: [],
  cause: 'edit',
  kind: 'database.delete',
  target,
  documents: 0,
});

function planOf(purpose: Plan['purpose'], operations: readonly Operation[]): Plan {
  return {
    purpose,
    id: 'plan',
    madeAt: '2026-11-21T10:00:00.000Z',
    couchdbUuid: 'server',
    registrySeq: 1,
    operations,
    refusals: [],
    unmanagedDatabases: [],
    tenants: 2,
    requests: 0,
    milliseconds: 0,
    drift: [],
    wishes: { a: 'wish a', b: 'wish b' },
  };
}

async function note(whole: Plan, operations: readonly Operation[]) {
  const seen: Seen[] = [];
  const actions: string[] = [];
  await noteApplied(
    {
      registry: {
        execute: (command) => {
          const outcome = command(nothing, {
            now: whole.madeAt,
            actor: 'Ada',
            uuid: () => '00000000-0000-4000-8000-000000000000',
            digest: testDigest,
          });
          actions.push(...outcome.audit.map(({ action }) => action));
          return Promise.resolve(outcome.result);
        },
      },
      agreements: {
        record: (one) => {
          seen.push(one);
          return Promise.resolve();
        },
      },
    },
    { whole, plan: { ...whole, operations } },
    {
      planId: whole.id,
      applied: operations.length,
      failed: 0,
      skipped: 0,
      cancelled: false,
      outcomes: operations.map(({ id }) => ({ id, outcome: 'done' })),
    },
  );
  return { seen: seen[0], actions };
}

/** A registry without tenants: marking one as purged throws. */
const nothing = emptySnapshot;

describe('what is noted after a part of a plan was applied (P1)', () => {
  const operations = [create('a', 'a_one'), create('a', 'a_two'), create('b', 'b_one')];

  it('lets a tenant agree only when nothing of the whole plan is left of it', async () => {
    const { seen } = await note(planOf('provision', operations), [
      create('a', 'a_one'),
      create('b', 'b_one'),
    ]);
    expect([...(seen?.agreed ?? [])]).toEqual([['b', 'wish b']]);
    expect([...(seen?.differing ?? [])]).toEqual(['a']);
  });

  it('lets all agree that were applied whole', async () => {
    const { seen } = await note(planOf('provision', operations), operations);
    expect([...(seen?.agreed ?? [])].map(([id]) => id)).toEqual(['a', 'b']);
  });

  it('calls no tenant purged of which a database is left', async () => {
    const whole = planOf('purge', [remove('a', 'a_one'), remove('a', 'a_two')]);
    const half = await note(whole, [remove('a', 'a_one')]);
    expect(half.actions).toEqual(['plan_applied']);
    await expect(note(whole, whole.operations)).rejects.toMatchObject({ code: 'not-found' });
  });
});
