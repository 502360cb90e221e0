import { describe, expect, it } from 'vitest';
import { desired } from '../../../../src/shared/planning/desired.ts';
import {
  designDigest,
  digest,
  indexDigest,
  objectDigests,
} from '../../../../src/shared/planning/digest.ts';
import type { TenantSpec } from '../../../../src/shared/planning/server-spec.ts';
import {
  created,
  edited,
  emptyRegistry,
  type Registry,
  registrySnapshot,
  richBlueprint,
  type TenantEdit,
  tenantEdits,
} from '../../../support/history-edits.ts';

const registry = created(emptyRegistry, 'aa', 1);

function specOf(of: Registry): TenantSpec {
  const spec = desired(registrySnapshot(of), 'server_x').tenants[0];
  if (spec === undefined) throw new Error('no tenant');
  return spec;
}

/** Ids of the things of which something else is wanted now. */
function differing(before: Registry, after: Registry): readonly string[] {
  const was = objectDigests(specOf(before));
  const is = objectDigests(specOf(after));
  return [...new Set([...was.keys(), ...is.keys()])].filter((id) => was.get(id) !== is.get(id));
}

const securities = ['products', 'sales', 'users'].map((part) => `security.write shop_aa_${part}`);

describe('the digest of a tenant', () => {
  it.each(tenantEdits)('differs after the edit %s', (how) => {
    expect(digest(specOf(edited(registry, 0, how)))).not.toBe(digest(specOf(registry)));
  });

  it('differs with the blueprint and is the same for the same wish', () => {
    const raised = { ...registry, blueprint: richBlueprint(2) };
    expect(digest(specOf(raised))).not.toBe(digest(specOf(registry)));
    const again = { ...registry, blueprint: richBlueprint(1) };
    expect(digest(specOf(again))).toBe(digest(specOf(registry)));
  });

  it('is the one that devices have kept: another text would show every tenant as waiting', () => {
    expect(digest(specOf(registry))).toBe('446332ab7d55c238');
  });
});

describe('the digests of its things', () => {
  it('are told by the ids of the operations that write them', () => {
    const digests = objectDigests(specOf(registry));
    expect([...digests.keys()]).toEqual(
      expect.arrayContaining([
        ...securities,
        'database.create shop_aa_sales',
        'design.write shop_aa_sales/_design/reports',
        'design.write shop_aa_sales/_design/mycouch',
        'index.write shop_aa_sales/by-day',
        'limit.write shop_aa_sales',
        'user.write shop_aa_sync',
      ]),
    );
    for (const value of digests.values()) expect(value).toMatch(/^[0-9a-f]{8}$/);
  });

  it.each<[TenantEdit, readonly string[]]>([
    ['read-only', securities],
    ['quota', securities],
    ['suspend', [...securities, 'user.write shop_aa_admin', 'user.write shop_aa_sync']],
    ['rotate', [...securities, 'user.write shop_aa_admin.2', 'user.write shop_aa_sync.2']],
    [
      'adopt',
      [
        ...securities,
        'design.write shop_aa_sales/_design/extra',
        'design.write shop_aa_sales/_design/reports',
      ],
    ],
  ])('differ after %s for what it concerns alone', (how, ids) => {
    expect(differing(registry, edited(registry, 0, how)).toSorted()).toEqual(ids.toSorted());
  });

  it('differ after a new blueprint for what it changes alone', () => {
    const raised = { ...registry, blueprint: richBlueprint(2) };
    expect(differing(registry, raised)).toEqual([
      'design.write shop_aa_sales/_design/reports',
      'index.write shop_aa_sales/by-day',
      'limit.write shop_aa_sales',
    ]);
  });
});

describe('the digest of a design and of an index', () => {
  it('does not hang on the order of keys', () => {
    expect(designDigest({ a: 1, b: { c: 2, d: 3 } })).toBe(
      designDigest({ b: { d: 3, c: 2 }, a: 1 }),
    );
    expect(designDigest({ a: 1 })).not.toBe(designDigest({ a: 2 }));
  });

  it('takes the written-out form of an index for the same', () => {
    const short = { fields: ['a', 'b'], partialFilter: null };
    expect(indexDigest({ fields: [{ a: 'asc' }, { b: 'asc' }], partialFilter: {} })).toBe(
      indexDigest(short),
    );
    expect(indexDigest({ fields: ['b', 'a'], partialFilter: null })).not.toBe(indexDigest(short));
    expect(indexDigest({ fields: [{ a: 'desc' }], partialFilter: null })).not.toBe(
      indexDigest({ fields: ['a'], partialFilter: null }),
    );
    expect(indexDigest({ ...short, partialFilter: { open: true } })).not.toBe(indexDigest(short));
  });
});
