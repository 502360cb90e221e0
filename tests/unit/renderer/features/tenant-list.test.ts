import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleared,
  initialFilter,
  isNarrowed,
} from '../../../../src/renderer/app/data/tenant-filter.ts';
import { bulkAction, bulkActions } from '../../../../src/renderer/features/tenants/bulk-actions.ts';
import {
  chosenColumns,
  columns,
  columnTemplate,
  fittingColumns,
} from '../../../../src/renderer/features/tenants/columns.ts';
import {
  changedFields,
  contested,
  following,
} from '../../../../src/renderer/features/tenants/edit-draft.ts';
import {
  everything,
  nothingSelected,
  ranged,
  toggled,
} from '../../../../src/renderer/features/tenants/selection.ts';

describe('the columns', () => {
  it('always have the name, in their own order, whatever was kept on the device', () => {
    expect(chosenColumns(['updatedAt', 'key', 'of a later version'])).toEqual([
      'name',
      'key',
      'updatedAt',
    ]);
    expect(chosenColumns(null)).toHaveLength(7);
  });

  it('give way one after the other where there is no room, the name never', () => {
    const all = columns.map(({ name }) => name);
    expect(fittingColumns(all, 200)).toEqual(all);
    expect(fittingColumns(all, 0)).toEqual(['name']);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), (width) => {
        const narrow = fittingColumns(all, width);
        const wide = fittingColumns(all, width + 10);
        expect(wide).toEqual(expect.arrayContaining([...narrow]));
        expect(columnTemplate(narrow).split(/ (?![0-9.]+fr)/)).toHaveLength(narrow.length + 1);
      }),
    );
  });
});

describe('what is selected', () => {
  it('grows and shrinks with a range, beside what was ticked before', () => {
    const one = toggled(nothingSelected, 'z', 9);
    const drawn = ranged(one, 2, ['c', 'd', 'e']);
    expect([...drawn.ids]).toEqual(['z', 'c', 'd', 'e']);
    const shorter = ranged(drawn, 2, ['c']);
    expect([...shorter.ids]).toEqual(['z', 'c']);
    const another = ranged(shorter, 6, ['g', 'h']);
    expect([...another.ids]).toEqual(['z', 'c', 'g', 'h']);
    expect([...toggled(another, 'c', 2).ids]).toEqual(['z', 'g', 'h']);
    expect(everything(['a', 'b']).ids.size).toBe(2);
  });
});

describe('a filter', () => {
  it('is cleared of all that narrows, its order kept', () => {
    const narrowed = { ...initialFilter, drifted: true, sort: 'owner', search: ' x ' } as const;
    expect(isNarrowed(narrowed)).toBe(true);
    expect(isNarrowed({ ...initialFilter, server: '' })).toBe(true);
    expect(isNarrowed({ ...initialFilter, search: '  ' })).toBe(false);
    expect(cleared(narrowed)).toEqual({ ...initialFilter, sort: 'owner' });
  });

  it('offers every action on what it finds, none twice', () => {
    for (const state of ['current', 'active', 'suspended', 'archived', 'deleted', 'all'] as const) {
      const { open, menu } = bulkActions(state);
      expect(new Set([...open, ...menu]).size).toBe(9);
      expect(open.length + menu.length).toBe(9);
    }
    expect(bulkAction('readOnlyOff')).toEqual({ do: 'readOnly', on: false });
  });
});

describe('a form of which the tenant was edited meanwhile', () => {
  const opened = { name: 'A', ownerEmail: '', description: 'd' };

  it('asks only where both changed one field to different things', () => {
    const now = { name: 'B', ownerEmail: 'b@example.org', description: 'd' };
    const name = new Set(['name'] as const);
    expect(contested(opened, now, { ...opened, name: 'C' }, name)).toEqual(['name']);
    // Typed back to what stood there is typed too.
    expect(contested(opened, now, opened, name)).toEqual(['name']);
    expect(contested(opened, now, { ...opened, name: 'B' }, name)).toEqual([]);
    expect(following(opened, now, name)).toEqual(['ownerEmail']);
  });

  it('sends what differs from the tenant as it is now', () => {
    expect(changedFields(opened, { ...opened, ownerEmail: ' x@example.org ' })).toEqual({
      ownerEmail: 'x@example.org',
    });
    const owned = { ...opened, ownerEmail: 'x@example.org' };
    expect(changedFields(owned, { ...owned, ownerEmail: ' ' })).toEqual({ ownerEmail: null });
    expect(changedFields(opened, opened)).toEqual({});
  });
});
