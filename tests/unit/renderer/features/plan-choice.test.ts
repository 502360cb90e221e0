import { describe, expect, it } from 'vitest';
import {
  emptyChoice,
  tickedByTenant,
  toggled,
} from '../../../../src/renderer/features/plan/plan-choice.ts';
import { shownKinds } from '../../../../src/renderer/features/plan/operation-kinds.ts';
import { everyOperation } from '../../../../src/renderer/features/plan/use-plan.ts';
import { withdraws } from '../../../../src/renderer/features/plan/withdrawal.ts';
import type { Operation, WriteSecurity } from '../../../../src/shared/planning/plan.ts';

const marked = new Map([
  ['a', 'oak'],
  ['b', 'oak'],
  ['c', 'elm'],
]);

describe('what is ticked on a plan', () => {
  it('ticks all of a group, and unticks them only where all were ticked', () => {
    const some = toggled(emptyChoice('p').selected, new Map([['a', 'oak']]));
    expect([...some.keys()]).toEqual(['a']);
    const all = toggled(some, marked);
    expect([...all.keys()].sort()).toEqual(['a', 'b', 'c']);
    expect(toggled(all, marked).size).toBe(0);
  });

  it('counts by tenant', () => {
    expect(tickedByTenant(marked)).toEqual(
      new Map([
        ['oak', 2],
        ['elm', 1],
      ]),
    );
  });
});

const operation = (index: number): Operation => ({
  id: `database.create d${String(index)}`,
  kind: 'database.create',
  target: `d${String(index)}`,
  q: 1,
  tenantId: `t${String(index % 3)}`,
  tenantKey: 'oak',
  after: [],
  cause: 'edit',
});

describe('all operations of a filter', () => {
  it('are read page by page, each with its tenant', async () => {
    const all = Array.from({ length: 1203 }, (_, index) => operation(index));
    const asked: number[] = [];
    const found = await everyOperation(
      {
        operations: ({ offset, limit }) => {
          asked.push(offset);
          const rows = all
            .slice(offset, offset + limit)
            .map((one) => ({ operation: one, outcome: null }));
          return Promise.resolve({ rows, total: all.length });
        },
      },
      { planId: 'p', tenantId: null, outcome: 'all', cause: 'drift' },
    );
    expect(asked).toEqual([0, 500, 1000]);
    expect(found.size).toBe(1203);
    expect(found.get('database.create d4')).toBe('t1');
  });

  it('end where a plan answers fewer than it told of', async () => {
    const found = await everyOperation(
      { operations: () => Promise.resolve({ rows: [], total: 7 }) },
      { planId: 'p', tenantId: null, outcome: 'all' },
    );
    expect(found.size).toBe(0);
  });
});

describe('the figures at the head of a plan', () => {
  const counts = {
    'database.create': 0,
    'security.write': 0,
    'design.write': 0,
    'index.write': 0,
    'limit.write': 0,
    'user.write': 0,
    'database.delete': 0,
    'user.delete': 0,
    'jwtkey.write': 0,
    'jwtkey.delete': 0,
    'handlers.write': 0,
  };

  it('are the usual four, and any rarer that is not nought', () => {
    expect(shownKinds({ purpose: 'provision', counts })).toHaveLength(4);
    expect(shownKinds({ purpose: 'provision', counts: { ...counts, 'index.write': 2 } })).toContain(
      'index.write',
    );
  });

  it('of a purge are only what is deleted', () => {
    expect(shownKinds({ purpose: 'purge', counts })).toEqual(['database.delete', 'user.delete']);
  });
});

describe('a withdrawal of access', () => {
  const principals = (...roles: string[]) => ({ names: [], roles });
  const write = (before: readonly string[] | null, after: readonly string[]): WriteSecurity => ({
    ...operation(1),
    kind: 'security.write',
    target: 'd1',
    before:
      before === null
        ? null
        : {
            admins: principals('_admin'),
            members: principals(...before),
            markerBroken: false,
            otherKeys: [],
          },
    body: { admins: principals('_admin'), members: principals(...after) },
  });

  it('is where a role that could read no longer can', () => {
    expect(withdraws(write(['t:1:1'], ['t:1:2']))).toBe(true);
    expect(withdraws(write(['t:1:1'], ['t:1:1', 'more']))).toBe(false);
  });

  it('is never the first writing of a database, nor anything else', () => {
    expect(withdraws(write(null, ['t:1:1']))).toBe(false);
    expect(withdraws(operation(1))).toBe(false);
  });
});
