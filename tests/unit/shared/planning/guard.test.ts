import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { guardDesign } from '../../../../src/shared/planning/guard.ts';

const tenant = '11111111-1111-4111-8111-111111111111';
const other = '22222222-2222-4222-8222-222222222222';
const reader = `t:${tenant}:3`;

const security = (marker: object = {}) => ({
  admins: { names: [], roles: ['_admin'] },
  members: { names: [], roles: [reader] },
  mycouch: {
    tenant,
    generation: 4,
    state: 'active',
    readOnly: false,
    tenantFields: ['tenant_id', 'shopId'],
    ...marker,
  },
});

interface Case {
  readonly doc: object;
  readonly old?: object | null;
  readonly roles?: readonly string[];
  readonly secObj?: unknown;
}

/** The guard's own refusal, or null where it lets the document pass. */
function refusal({ doc, old = null, roles = [reader, `${reader}:w`], secObj = security() }: Case) {
  const thrown: unknown = runInNewContext(
    `(function () { try { (${z.string().parse(guardDesign.body['validate_doc_update'])})(doc, old, user, sec); return null; } catch (e) { return JSON.stringify(e); } })()`,
    {
      doc: { _id: 'a', ...doc },
      old,
      user: { db: 'd', name: 'u', roles },
      sec: secObj,
    },
  );
  if (thrown === null) return null;
  const text = z.string().parse(thrown);
  return z.strictObject({ forbidden: z.string() }).parse(JSON.parse(text)).forbidden;
}

describe('the guard', () => {
  it.each<[string, Case]>([
    ['a document with the first field', { doc: { tenant_id: tenant } }],
    ['a document with the other field', { doc: { shopId: tenant } }],
    ['a document with both', { doc: { tenant_id: tenant, shopId: tenant } }],
    ['a deletion without any field', { doc: { _deleted: true }, old: { tenant_id: tenant } }],
    ['a deletion that keeps the field', { doc: { _deleted: true, shopId: tenant } }],
    ['a new life after a deletion', { doc: { shopId: tenant }, old: { _deleted: true } }],
    [
      'a change from one field to the other',
      { doc: { shopId: tenant }, old: { tenant_id: tenant } },
    ],
    [
      'the administrator account',
      { doc: { tenant_id: tenant }, roles: [reader, `${reader}:w`, `${reader}:a`] },
    ],
    [
      'a deletion over quota',
      {
        doc: { _deleted: true },
        old: { tenant_id: tenant },
        secObj: security({ overQuota: true }),
      },
    ],
    [
      'a document under a marker that says nothing of a quota',
      { doc: { tenant_id: tenant }, secObj: security({ overQuota: undefined }) },
    ],
    ['a server administrator, whatever he writes', { doc: {}, roles: ['_admin'] }],
    [
      'a server administrator, in a suspended tenant',
      { doc: {}, roles: ['_admin'], secObj: security({ state: 'suspended' }) },
    ],
    [
      'a server administrator, where the marker is lost',
      { doc: {}, roles: ['_admin'], secObj: {} },
    ],
  ])('lets pass %s', (_name, example) => {
    expect(refusal(example)).toBeNull();
  });

  it.each<[string, Case, RegExp]>([
    ['no field', { doc: { name: 'x' } }, /one of tenant_id, shopId/],
    ['another tenant', { doc: { tenant_id: other } }, /tenant_id must be/],
    ['one right and one wrong field', { doc: { tenant_id: tenant, shopId: other } }, /shopId/],
    ['a field that is null', { doc: { tenant_id: null } }, /tenant_id must be/],
    ['a field that only looks alike', { doc: { tenant_id: [tenant] } }, /tenant_id must be/],
    [
      'an inherited name for a field',
      { doc: {}, secObj: security({ tenantFields: ['toString'] }) },
      /one of/,
    ],
    ['a tombstone of another tenant', { doc: { _deleted: true, shopId: other } }, /shopId/],
    [
      'taking over a document of another tenant',
      { doc: { tenant_id: tenant }, old: { tenant_id: other } },
      /cannot be changed/,
    ],
    ['a reader', { doc: { tenant_id: tenant }, roles: [reader] }, /write role/],
    ['nobody', { doc: { tenant_id: tenant }, roles: [] }, /write role/],
    [
      'the write role of an earlier epoch',
      { doc: { tenant_id: tenant }, roles: [reader, `t:${tenant}:2:w`] },
      /write role/,
    ],
    [
      'the write role of another tenant',
      { doc: { tenant_id: tenant }, roles: [reader, `t:${other}:3:w`] },
      /write role/,
    ],
    [
      'read-only',
      { doc: { tenant_id: tenant }, secObj: security({ readOnly: true }) },
      /read-only/,
    ],
    [
      'a deletion in read-only',
      { doc: { _deleted: true }, secObj: security({ readOnly: true }) },
      /read-only/,
    ],
    [
      'a document over quota',
      { doc: { tenant_id: tenant }, secObj: security({ overQuota: true }) },
      /over its quota/,
    ],
    [
      'a smaller document over quota',
      {
        doc: { tenant_id: tenant },
        old: { tenant_id: tenant, long: 'x' },
        secObj: security({ overQuota: true }),
      },
      /over its quota/,
    ],
    [
      'a deletion over quota by a reader',
      { doc: { _deleted: true }, roles: [reader], secObj: security({ overQuota: true }) },
      /write role/,
    ],
    [
      'a deletion in read-only and over quota',
      { doc: { _deleted: true }, secObj: security({ readOnly: true, overQuota: true }) },
      /read-only/,
    ],
    [
      'a read-only flag that is lost',
      { doc: { tenant_id: tenant }, secObj: security({ readOnly: undefined }) },
      /read-only/,
    ],
    [
      'suspended',
      { doc: { tenant_id: tenant }, secObj: security({ state: 'suspended' }) },
      /suspended/,
    ],
    [
      'archived',
      { doc: { tenant_id: tenant }, secObj: security({ state: 'archived' }) },
      /archived/,
    ],
    [
      'in the trash',
      { doc: { tenant_id: tenant }, secObj: security({ state: 'deleted' }) },
      /deleted/,
    ],
    ['a design document', { doc: { _id: '_design/x', tenant_id: tenant } }, /design documents/],
    [
      'no marker',
      { doc: { tenant_id: tenant }, secObj: { members: { roles: [reader] } } },
      /not set up/,
    ],
    ['no security at all', { doc: { tenant_id: tenant }, secObj: {} }, /not set up/],
    [
      'no members',
      { doc: { tenant_id: tenant }, secObj: { ...security(), members: {} } },
      /not set up/,
    ],
    [
      'no fields named',
      { doc: { tenant_id: tenant }, secObj: security({ tenantFields: [] }) },
      /not set up/,
    ],
  ])('refuses %s', (_name, example, words) => {
    expect(refusal(example)).toMatch(words);
  });

  it('is the same in every database and written in the oldest dialect', () => {
    const source = z.string().parse(guardDesign.body['validate_doc_update']);
    expect(source).toMatch(/^function \(newDoc, oldDoc, userCtx, secObj\) \{/);
    expect(source).not.toMatch(/=>|\b(let|const|class)\b|`|\.\.\./);
    expect(source).not.toContain(tenant);
  });
});
