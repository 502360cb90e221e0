import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTenantIndex } from '../../../../src/main/console/tenant-index.ts';
import type { TenantMarks, TenantQuery } from '../../../../src/main/console/tenant-query.ts';
import type { Tenant } from '../../../../src/shared/documents/tenant.ts';
import type { RegistrySnapshot } from '../../../../src/shared/registry-snapshot.ts';
import { fleetTenant } from '../../../support/fleet.ts';
import { emptySnapshot } from '../../../support/empty-snapshot.ts';

const snapshot = (tenants: readonly Tenant[]): RegistrySnapshot => ({
  ...emptySnapshot,
  tenants: new Map(tenants.map((tenant) => [tenant.tenant_id, tenant])),
});

const all: TenantQuery = {
  search: '',
  state: 'all',
  blueprint: null,
  server: null,
  waiting: false,
  refused: false,
  conflict: false,
  drifted: false,
  ownerless: false,
  sort: 'key',
  direction: 'asc',
};

const noMarks: TenantMarks = {
  version: 0,
  provisioning: () => 'applied',
  inConflict: new Set(),
  drifted: new Set(),
  ownerless: new Set(),
};

function indexOf(tenants: readonly Tenant[]) {
  const index = createTenantIndex();
  let current = [...tenants];
  index.refresh(snapshot(current));
  return {
    index,
    set: (next: readonly Tenant[]) => {
      current = [...next];
      index.refresh(snapshot(current));
    },
    keys: (query: Partial<TenantQuery>, marks: Partial<TenantMarks> = {}) =>
      index
        .find({ ...all, ...query }, { ...noMarks, ...marks })
        .ids.map((id) => current.find(({ tenant_id }) => tenant_id === id)?.key),
    facets: (query: Partial<TenantQuery>, marks: Partial<TenantMarks> = {}) =>
      index.find({ ...all, ...query }, { ...noMarks, ...marks }).facets,
  };
}

const apple = fleetTenant('apple', { name: 'Zoë’s Orchard', owner_email: 'zoe@example.org' });
const birch = fleetTenant('birch-12', { name: 'Müller & Söhne', enabled: false });
const cedar = fleetTenant('cedar', { name: 'alpha', deletedAt: '2026-03-02T00:00:00.000Z' });
const dogwood = fleetTenant('dogwood', { name: 'Beta', archivedAt: '2026-03-02T00:00:00.000Z' });
const everybody = [dogwood, birch, apple, cedar];

describe('the order', () => {
  it('is that of the field, letters with diacritics among their plain ones', () => {
    const { keys } = indexOf(everybody);
    expect(keys({})).toEqual(['apple', 'birch-12', 'cedar', 'dogwood']);
    expect(keys({ sort: 'name' })).toEqual(['cedar', 'dogwood', 'birch-12', 'apple']);
    expect(keys({ sort: 'name', direction: 'desc' })).toEqual([
      'apple',
      'birch-12',
      'dogwood',
      'cedar',
    ]);
    expect(keys({ sort: 'state' })).toEqual(['apple', 'birch-12', 'dogwood', 'cedar']);
    expect(keys({ sort: 'owner' })[0]).toBe('apple');
    const waits = (id: string) => (id === dogwood.tenant_id ? 'waiting' : 'applied');
    expect(keys({ sort: 'provisioning' }, { provisioning: waits })[0]).toBe('dogwood');
  });

  it('counts with the figures in a name or key', () => {
    const shops = [10, 9, 100, 2].map((n) =>
      fleetTenant(`shop-${String(n)}`, { name: `Shop ${String(n)}` }),
    );
    const { keys } = indexOf([...shops, fleetTenant('shop', { name: 'Shop' })]);
    const counted = ['shop', 'shop-2', 'shop-9', 'shop-10', 'shop-100'];
    expect(keys({ sort: 'name' })).toEqual(counted);
    expect(keys({ sort: 'key' })).toEqual(counted);
  });

  it('follows a change, a new one and one that went', () => {
    const { keys, set } = indexOf(everybody);
    expect(keys({ sort: 'name' })[0]).toBe('cedar');
    set([{ ...cedar, name: 'Zulu' }, apple, fleetTenant('elder', { name: 'Aaa' })]);
    expect(keys({ sort: 'name' })).toEqual(['elder', 'apple', 'cedar']);
  });
});

describe('the filter', () => {
  it('knows each state, and current ones as those that are in use', () => {
    const { index, keys } = indexOf(everybody);
    expect(keys({ state: 'current' })).toEqual(['apple', 'birch-12']);
    expect(keys({ state: 'suspended' })).toEqual(['birch-12']);
    expect(keys({ state: 'archived' })).toEqual(['dogwood']);
    expect(keys({ state: 'deleted' })).toEqual(['cedar']);
    expect(index.counts()).toEqual({ active: 1, suspended: 1, archived: 1, deleted: 1 });
  });

  const shape = { version: 2, provisioning: stands };
  function stands(id: string) {
    if (id === birch.tenant_id) return 'waiting' as const;
    return id === apple.tenant_id ? ('refused' as const) : ('applied' as const);
  }

  it.each<readonly [string, Partial<TenantQuery>, Partial<TenantMarks>, readonly string[]]>([
    ['those that wait', { waiting: true }, shape, ['birch-12']],
    ['those that are refused', { refused: true }, shape, ['apple']],
    ['those in conflict', { conflict: true }, { inConflict: only(cedar) }, ['cedar']],
    ['those without an owner', { ownerless: true }, { ownerless: only(apple) }, ['apple']],
    ['those that drifted', { drifted: true }, { drifted: only(dogwood) }, ['dogwood']],
    ['a blueprint nobody has', { blueprint: 'blueprint_x' }, {}, []],
    ['the home server', { server: '' }, {}, ['apple', 'birch-12', 'cedar', 'dogwood']],
    ['two conditions at once', { waiting: true, refused: true }, shape, []],
  ])('finds %s', (_what, query, marks, expected) => {
    expect(indexOf(everybody).keys(query, marks)).toEqual(expected);
  });

  it('counts what every filter would leave beside the others', () => {
    const { facets } = indexOf(everybody);
    expect(facets({ state: 'suspended' }, { ...shape, drifted: only(apple) })).toEqual({
      states: { active: 1, suspended: 1, archived: 1, deleted: 1 },
      waiting: 1,
      refused: 0,
      conflict: 0,
      drifted: 0,
      ownerless: 0,
      blueprints: [{ id: 'blueprint_shop', title: 'blueprint_shop', count: 1 }],
      servers: [{ id: '', title: '', count: 1 }],
    });
    expect(facets({ waiting: true }, shape)).toMatchObject({
      states: { active: 0, suspended: 1, archived: 0, deleted: 0 },
      waiting: 1,
      refused: 0,
    });
  });

  it('agrees with a plain filter, whatever was changed in between', () => {
    const state = fc.constantFrom('active', 'suspended', 'archived', 'deleted');
    const edit = fc.record({
      at: fc.nat(19),
      name: fc.constantFrom('a', 'B', 'ä', '10', '9'),
      state,
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        let tenants = Array.from({ length: 20 }, (_, index) => fleetTenant(`t-${String(index)}`));
        const { set, keys } = indexOf(tenants);
        for (const { at, name, state: next } of edits) {
          tenants = tenants.map((tenant, index) =>
            index === at ? { ...tenant, name, ...inStateOf(next) } : tenant,
          );
          set(tenants);
          const suspended = tenants.filter(
            ({ enabled, archivedAt, deletedAt }) =>
              !enabled && archivedAt === null && deletedAt === null,
          );
          const found = keys({ state: 'suspended', sort: 'name' });
          expect([...found].sort()).toEqual(suspended.map(({ key }) => key).sort());
          const fresh = indexOf(tenants);
          for (const sort of ['name', 'state', 'updatedAt', 'owner', 'databases'] as const) {
            expect(keys({ sort })).toEqual(fresh.keys({ sort }));
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

function only(tenant: Tenant): ReadonlySet<string> {
  return new Set([tenant.tenant_id]);
}

function inStateOf(state: string): Partial<Tenant> {
  const at = '2026-03-02T00:00:00.000Z';
  return {
    enabled: state !== 'suspended',
    archivedAt: state === 'archived' ? at : null,
    deletedAt: state === 'deleted' ? at : null,
  };
}

describe('the search', () => {
  it.each([
    ['the beginning of a word of the name', 'orch', ['apple']],
    ['letters without their diacritics', 'MULLER', ['birch-12']],
    ['several words, all of them', 'sohne mul', ['birch-12']],
    ['words that no tenant has together', 'sohne orchard', []],
    ['the beginning of a key with its hyphen', 'birch-1', ['birch-12']],
    ['part of the owner’s address', 'zoe@example', ['apple']],
    ['nothing but blanks', '  ', ['apple', 'birch-12', 'cedar', 'dogwood']],
  ])('finds by %s', (_how, search, expected) => {
    const { keys } = indexOf(everybody);
    expect(keys({ search })).toEqual(expected);
  });

  it('finds the same typed letter by letter as all at once', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'é', 'ä', ' ', '-', '1', '書', '店'), {
      minLength: 1,
      maxLength: 6,
    });
    const text = letters.map((list) => list.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), letters, (names, typed) => {
        const tenants = names.map((name, n) => fleetTenant(`a${String(n)}-b`, { name }));
        const { keys } = indexOf(tenants);
        let search = '';
        for (const letter of typed) {
          search += letter;
          expect(keys({ search })).toEqual(indexOf(tenants).keys({ search }));
        }
      }),
    );
  });

  it('follows changes made after the first search', () => {
    const { keys, set } = indexOf(everybody);
    expect(keys({ search: 'orchard' })).toEqual(['apple']);
    set([
      { ...apple, name: 'Garden' },
      { ...birch, name: 'Old Orchard' },
    ]);
    expect(keys({ search: 'orchard' })).toEqual(['birch-12']);
    expect(keys({ search: 'garden' })).toEqual(['apple']);
    expect(keys({ search: 'beta' })).toEqual([]);
  });
});
