import { useRef, useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import type { TenantRow } from '../../../shared/bridge/views.ts';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';
import { words } from '../../app/messages/words.ts';
import type { GridSelection, RangeSelection } from '../../components/grid/grid-selection.ts';
import { everything, nothingSelected, ranged, toggled, type Selection } from './selection.ts';
import type { TenantRows } from './use-tenant-rows.ts';

interface TenantSelection extends GridSelection<TenantRow> {
  readonly range: RangeSelection;
}

/** What is ticked in the list. Another filter unticks all, since nobody sees any more what is ticked. */
export function useSelection(filter: TenantFilter, rows: TenantRows): TenantSelection {
  const client = useClient();
  const { sort, direction, ...narrowing } = filter;
  const narrowed = JSON.stringify(narrowing);
  const order = `${narrowed} ${sort} ${direction}`;
  const [kept, setKept] = useState({ narrowed, order, selection: nothingSelected });
  const selection: Selection =
    kept.narrowed !== narrowed
      ? nothingSelected
      : kept.order === order
        ? kept.selection
        : { ...kept.selection, anchor: null };
  /** Which range or selection of all was asked for last: an earlier answer must not undo a later one. */
  const asked = useRef(0);
  const set = (next: Selection) => {
    asked.current += 1;
    setKept({ narrowed, order, selection: next });
  };
  const later = (use: (ids: readonly string[]) => Selection) => {
    asked.current += 1;
    const mine = asked.current;
    client.tenants
      .found(filter)
      .then((ids) => {
        if (asked.current === mine) set(use(ids));
      })
      // The list itself tells why main does not answer.
      .catch(() => undefined);
  };
  return {
    ids: selection.ids,
    toggle: (index) => {
      const row = rows.rowAt(index);
      if (row !== undefined) set(toggled(selection, row.id, index));
    },
    range: {
      extend: (from, to) => {
        const anchor = selection.anchor ?? from;
        const [first, last] = anchor < to ? [anchor, to] : [to, anchor];
        const there: string[] = [];
        for (let index = first; index <= last; index += 1) {
          const row = rows.rowAt(index);
          if (row === undefined) {
            // Not on this page: main knows which they are.
            later((ids) => ranged(selection, anchor, ids.slice(first, last + 1)));
            return;
          }
          there.push(row.id);
        }
        set(ranged(selection, anchor, there));
      },
      all: () => {
        later(everything);
      },
      clear: () => {
        set(nothingSelected);
      },
    },
    heading: words.tenants.selectAll,
    nameOf: ({ name }) => words.tenants.select(name),
  };
}
