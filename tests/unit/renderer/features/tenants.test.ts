import { describe, expect, it } from 'vitest';
import { tenantStates } from '../../../../src/shared/documents/tenant.ts';
import { nextIndex } from '../../../../src/renderer/components/grid/next-index.ts';
import { accessActionsOf } from '../../../../src/renderer/features/tenants/access-actions.ts';
import { actionsIn } from '../../../../src/renderer/features/tenants/tenant-actions.ts';
import {
  keyFieldProblem,
  nameProblem,
  ownerProblem,
} from '../../../../src/renderer/features/tenants/tenant-draft.ts';
import { laterPages } from '../../../../src/renderer/app/data/use-paged-rows.ts';

describe('moving in the list', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 9, 9],
    ['ArrowUp', 0, 0],
    ['PageDown', 2, 6],
    ['PageDown', 8, 9],
    ['PageUp', 2, 0],
    ['Home', 5, 0],
    ['End', 5, 9],
    ['x', 5, null],
  ])('%s from %i leads to %s', (key, from, to) => {
    expect(nextIndex(key, from, 10, 4)).toBe(to);
  });

  it('leads nowhere in an empty list', () => {
    expect(nextIndex('ArrowDown', 0, 0, 4)).toBeNull();
  });
});

describe('pages to ask for', () => {
  it.each([
    [0, 30, []],
    [90, 130, [1]],
    [150, 330, [1, 2, 3]],
    [9950, 9999, [99]],
    [0, -1, []],
  ])('rows %i to %i need pages %j after the first', (first, last, pages) => {
    expect(laterPages(first, last)).toEqual(pages);
  });
});

describe('what is typed for a tenant', () => {
  it('wants a name and, if any, an address that could be one', () => {
    expect(nameProblem('  ')).not.toBeNull();
    expect(nameProblem('Oak')).toBeNull();
    expect(ownerProblem('')).toBeNull();
    expect(ownerProblem('owner@example.org')).toBeNull();
    expect(ownerProblem('owner')).not.toBeNull();
  });

  it('tells the form of a key at once and a collision once it is known', () => {
    const taken = { ok: false, problem: 'Taken.', databases: [], accounts: [] };
    expect(keyFieldProblem('Oak', undefined)).toMatch(/lower-case/);
    expect(keyFieldProblem('oak', undefined)).toBeNull();
    expect(keyFieldProblem('oak', taken)).toBe('Taken.');
  });
});

describe('what can be done with a tenant', () => {
  it.each(tenantStates)('there is a way on from %s', (state) => {
    expect(actionsIn({ state, purgedAt: null }).length).toBeGreaterThan(0);
  });

  it('a tenant in the trash can only be restored', () => {
    expect(actionsIn({ state: 'deleted', purgedAt: null })).toEqual(['restore']);
  });

  it('a purged one is only looked at', () => {
    expect(actionsIn({ state: 'deleted', purgedAt: '2026-03-01T00:00:00.000Z' })).toEqual([]);
  });

  it('only an active one has access to change, and each flag offers its other side', () => {
    const flags = { readOnly: false, overQuota: true };
    expect(accessActionsOf({ state: 'active', ...flags })).toEqual([
      'revokeTokens',
      'readOnlyOn',
      'overQuotaOff',
    ]);
    expect(accessActionsOf({ state: 'suspended', ...flags })).toEqual([]);
  });
});
