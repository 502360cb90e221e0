import { describe, expect, it } from 'vitest';
import { changeRow } from '../../../../src/shared/catch-up/change-row.ts';
import {
  documentById,
  registryRevisions,
} from '../../../../src/shared/catch-up/registry-revisions.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import type { Tenant } from '../../../../src/shared/documents/tenant.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';

function sample() {
  const state = sampleState();
  const input = sampleTenant('oak');
  const snapshot = store(state, createTenant(input)(state.snapshot(), sampleContext));
  const tenant = snapshot.tenants.get(input.tenantId);
  if (tenant === undefined) throw new Error('no tenant');
  return { snapshot, tenant };
}

const later: Partial<Tenant> = { updatedAt: '2026-06-06T06:06:06.000Z', updatedBy: 'olga' };

describe('a row of a catch-up', () => {
  const { snapshot, tenant } = sample();
  const id = tenant._id;

  it('names the fields somebody changed, and not those that only say when', () => {
    const after = { ...tenant, ...later, _rev: '2-b', name: 'New', enabled: false, generation: 2 };
    expect(changeRow({ id, before: tenant, after, other: null })).toEqual({
      documentId: id,
      kind: 'tenant',
      title: 'New',
      tenantId: tenant.tenant_id,
      what: 'changed',
      fields: ['enabled', 'generation', 'name'],
      by: 'olga',
      at: later.updatedAt,
    });
  });

  it('leaves out of a merge what only the other side changed', () => {
    const other = { ...tenant, name: 'Theirs' };
    const after = { ...other, ...later, readOnly: true };
    expect(changeRow({ id, before: tenant, after, other }).fields).toEqual(['readOnly']);
  });

  it('calls new what was not there, and removed what is gone or in the trash', () => {
    expect(changeRow({ id, before: null, after: tenant, other: null })).toMatchObject({
      what: 'made',
      fields: [],
    });
    const trashed = { ...tenant, deletedAt: '2026-06-06T06:06:06.000Z' };
    expect(changeRow({ id, before: tenant, after: trashed, other: null }).what).toBe('removed');
    expect(changeRow({ id, before: trashed, after: tenant, other: null })).toMatchObject({
      what: 'changed',
      fields: ['deletedAt'],
    });
    expect(changeRow({ id, before: tenant, after: null, other: null })).toMatchObject({
      what: 'removed',
      title: tenant.name,
      by: null,
    });
  });

  it('speaks by its id alone of a document that cannot be read at all', () => {
    const row = changeRow({ id: 'tenant_x', before: null, after: null, other: null });
    expect(row).toMatchObject({ title: 'tenant_x', kind: 'tenant', tenantId: null });
  });

  it('finds every document of a snapshot by the id its revision is kept under', () => {
    const revisions = registryRevisions(snapshot);
    expect(revisions.size).toBeGreaterThan(2);
    for (const [each, rev] of revisions) {
      expect(documentById(snapshot, each)).toMatchObject({ _id: each });
      expect(documentById(snapshot, each)?._rev ?? '').toBe(rev);
    }
    expect(documentById(snapshot, 'lease')).toBeNull();
    expect(documentById(snapshot, 'nonsense')).toBeNull();
  });
});
