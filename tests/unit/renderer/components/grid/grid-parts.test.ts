import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { GridColumn } from '../../../../../src/renderer/components/grid/grid-column.ts';
import { GridHead } from '../../../../../src/renderer/components/grid/grid-head.tsx';
import { GridRow } from '../../../../../src/renderer/components/grid/grid-row.tsx';

interface Fruit {
  readonly name: string;
  readonly picked: string;
}

const columns: readonly GridColumn<Fruit, 'name'>[] = [
  {
    name: 'name',
    heading: 'Name',
    sort: 'name',
    shorten: true,
    cell: ({ name }) => name,
    hint: ({ name }) => (name === '' ? undefined : name),
  },
  {
    name: 'picked',
    heading: 'Picked',
    sort: null,
    cell: ({ picked }, today) => (picked === today.toDateString() ? 'today' : picked),
  },
];
const day = 'Sun Nov 22 2026';
const quince: Fruit = { name: '<Quince>', picked: day };

const row = (given: {
  row?: Fruit;
  open?: boolean;
  tick?: { ticked: boolean; name: string } | null;
}) =>
  renderToStaticMarkup(
    createElement(GridRow<Fruit, 'name'>, {
      id: 'fruit-row-4',
      index: 4,
      top: 144,
      row: given.row,
      columns,
      active: false,
      open: given.open ?? false,
      tick: given.tick ?? null,
      day,
    }),
  );

describe('a row of a list', () => {
  it('says which one of all it is, the headings counted', () => {
    expect(row({ row: quince })).toContain('id="fruit-row-4" role="row" aria-rowindex="6"');
  });

  it('has a cell a column, text as text, and moments of today as such', () => {
    const html = row({ row: quince });
    expect(html.match(/role="gridcell"/g)).toHaveLength(2);
    expect(html).toContain('title="&lt;Quince&gt;">&lt;Quince&gt;</div>');
    expect(html).toContain('>today</div>');
  });

  it('tells that it is open by its selection where none is ticked', () => {
    const html = row({ row: quince, open: true });
    expect(html).toContain('aria-selected="true"');
    expect(html).not.toContain('aria-current');
    expect(html).not.toContain('checkbox');
  });

  it('tells what is ticked apart from what is open, by a box with a name', () => {
    const html = row({ row: quince, open: true, tick: { ticked: false, name: 'Select quince' } });
    expect(html).toContain('aria-selected="false" aria-current="true"');
    expect(html).toMatch(/type="checkbox"[^>]* aria-label="Select quince"/);
  });

  it('says that it is on its way before it is there', () => {
    const html = row({});
    expect(html.match(/role="gridcell"/g)).toHaveLength(1);
    expect(html).toContain('skeleton');
    expect(html).toMatch(/visually-hidden">[^<]+</);
  });
});

const head = (given: Partial<Parameters<typeof GridHead<Fruit, 'name'>>[0]>) =>
  renderToStaticMarkup(
    createElement(GridHead<Fruit, 'name'>, {
      columns,
      order: null,
      onSort: () => undefined,
      tick: null,
      ...given,
    }),
  );

describe('the headings of a list', () => {
  it('say what the list is ordered by, and which way', () => {
    expect(head({ order: { sort: 'name', direction: 'desc' } })).toContain(
      'aria-sort="descending"',
    );
    expect(head({ order: { sort: 'name', direction: 'asc' } })).toContain('aria-sort="ascending"');
    expect(head({})).not.toContain('aria-sort');
  });

  it('are buttons only where they order', () => {
    expect(head({}).match(/<button/g)).toHaveLength(1);
  });

  it('tick all where that can be done, and else only name their column', () => {
    const all = { name: 'Select all', ticked: 'all' as const };
    expect(head({ tick: { ...all, onTick: () => undefined } })).toMatch(
      /type="checkbox"[^>]* aria-label="Select all"/,
    );
    const named = head({ tick: { ...all, onTick: null } });
    expect(named).not.toContain('checkbox');
    expect(named).toContain('Select all');
  });
});
