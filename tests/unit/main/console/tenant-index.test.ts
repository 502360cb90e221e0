import { describe, expect, it } from 'vitest';
import { createTenantIndex, type TenantQuery } from '../../../../src/main/console/tenant-index.ts';
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
  waiting: false,
  sort: 'key',
  direction: 'asc',
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
    keys: (query: Partial<TenantQuery>, waiting: (id: string) => boolean = () => true) =>
      index
        .find({ ...all, ...query }, waiting, 0)
        .map((id) => current.find(({ tenant_id }) => tenant_id === id)?.key),
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

  it('asks who waits only where that is wanted', () => {
    const { keys } = indexOf(everybody);
    expect(keys({ waiting: true }, (id) => id === birch.tenant_id)).toEqual(['birch-12']);
  });
});

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
