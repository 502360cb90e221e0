import { describe, expect, it } from 'vitest';
import { tenantStates } from '../../../../src/shared/documents/tenant.ts';
import { accessActionsOf } from '../../../../src/renderer/features/tenants/access-actions.ts';
import { actionsIn } from '../../../../src/renderer/features/tenants/tenant-actions.ts';
import {
  keyFieldProblem,
  nameProblem,
  ownerProblem,
} from '../../../../src/renderer/features/tenants/tenant-draft.ts';

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
