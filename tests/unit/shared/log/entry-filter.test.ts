import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  entryFacts,
  entryMatcher,
  isWide,
  type EntryFacts,
  type EntryFilter,
} from '../../../../src/shared/log/entry-filter.ts';

const tenant = '11111111-1111-4111-8111-111111111111';
const facts: EntryFacts = {
  createdAt: '2026-03-01T12:00:00.000Z',
  tenantId: tenant,
  actor: 'anna',
  device: 'laptop',
  action: 'tenant_suspended',
  resourceType: 'tenant',
  resourceId: `tenant_${tenant}`,
  outcome: 'ok',
  names: 'Müller & Søn acme',
};

const finds = (filter: Partial<EntryFilter>) => entryMatcher({ tenantId: null, ...filter })(facts);

describe('narrowing the audit log (A1)', () => {
  it('is by actor, entity, tenant, action, outcome and time, all of them at once', () => {
    const all: Partial<EntryFilter> = {
      tenantId: tenant,
      actor: 'anna',
      device: 'laptop',
      action: 'tenant_suspended',
      resourceType: 'tenant',
      resourceId: `tenant_${tenant}`,
      outcome: 'ok',
      from: facts.createdAt,
      to: '2026-03-01T12:00:00.001Z',
      search: 'muller SUSPENDED anna',
    };
    expect(finds(all)).toBe(true);
    const others: Partial<EntryFilter> = {
      tenantId: '22222222-2222-4222-8222-222222222222',
      actor: 'ann',
      device: 'desktop',
      action: 'tenant_created',
      resourceType: 'api_key',
      resourceId: 'tenant_x',
      outcome: 'failed',
      from: '2026-03-01T12:00:00.001Z',
      to: facts.createdAt,
      search: 'muller activated',
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(others)),
        (name) =>
          !finds({ ...all, [name]: Object.entries(others).find(([key]) => key === name)?.[1] }),
      ),
    );
  });

  it('by nothing finds everything', () => {
    expect(finds({})).toBe(true);
    expect(finds({ search: '   ' })).toBe(true);
    expect(isWide({ tenantId: null, search: '' })).toBe(true);
    expect(isWide({ tenantId: null, actor: 'anna' })).toBe(false);
  });

  it('takes what others have stored for what it is', () => {
    expect(entryFacts({ createdAt: 'x', tenant_id: null, actor: 5, details: 'no' })).toMatchObject({
      actor: '',
      names: '',
      outcome: 'ok',
    });
    expect(entryFacts({ tenant_id: null })).toBeNull();
    expect(entryFacts(null)).toBeNull();
    expect(
      entryFacts({
        createdAt: 'x',
        tenant_id: null,
        details: {
          key: 'acme',
          before: { name: 'Old' },
          after: { name: 'New', password_hash: 'h' },
        },
      })?.names,
    ).toBe('acme New Old');
  });
});
