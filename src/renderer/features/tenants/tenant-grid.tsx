import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { sortedBy, type TenantFilter } from '../../app/data/tenant-filter.ts';
import { words } from '../../app/messages/words.ts';
import { columnTemplate, fittingColumns, type ColumnName } from './columns.ts';
import { nextIndex } from './next-index.ts';
import { GridHead } from './grid-head.tsx';
import { GridRow } from './grid-row.tsx';
import { useRemWidth } from './use-rem-width.ts';
import type { TenantSelection } from './use-selection.ts';
import type { TenantRows } from './use-tenant-rows.ts';

interface Props {
  readonly rows: TenantRows;
  readonly total: number;
  readonly filter: TenantFilter;
  readonly columns: readonly ColumnName[];
  readonly selection: TenantSelection;
  readonly openId: string | null;
  readonly onFilter: (filter: TenantFilter) => void;
  readonly onOpen: (id: string) => void;
  readonly onConflict: (tenantId: string) => void;
  /** Tells which rows are on screen, so that their pages are asked for. */
  readonly onRange: (first: number, last: number) => void;
}

/**
 * The list of tenants. One stop for the Tab key; arrows move inside it, with Shift they select, Space
 * selects one, Enter opens. Only the rows on screen exist, which is why the active one is named by
 * `aria-activedescendant`.
 */
export function TenantGrid(props: Props) {
  const { rows, total, filter, openId, selection } = props;
  const { onFilter, onOpen, onRange, onConflict } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const [rowHeight] = useState(
    () => 2.25 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
  );
  const columns = fittingColumns(props.columns, useRemWidth(scroller));
  const template = columnTemplate(columns);
  useEffect(() => {
    // The page allows no style in its text, so the columns are set where they are.
    scroller.current?.style.setProperty('--grid-columns', template);
  }, [template]);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    onRange(first, last);
  }, [first, last, onRange]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [filter]);

  const current = Math.min(active, total - 1);
  const open = (index: number) => {
    const row = rows.rowAt(index);
    if (row !== undefined) onOpen(row.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      selection.all();
      return;
    }
    if (event.key === 'Escape' && selection.ids.size > 0) {
      event.preventDefault();
      selection.clear();
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (event.key === 'Enter') open(current);
      else selection.toggle(current);
      return;
    }
    const visible = Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1;
    const next = nextIndex(event.key, current, total, visible);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    virtual.scrollToIndex(next);
    if (event.shiftKey) selection.extend(current, next);
    else if (openId !== null) open(next);
  };
  const onPointed = (index: number, open: () => void) => (event: MouseEvent) => {
    setActive(index);
    if (event.shiftKey) selection.extend(current, index);
    else if (event.ctrlKey || event.metaKey) selection.toggle(index);
    else open();
  };
  const ticked = selection.ids.size;
  return (
    <div
      ref={scroller}
      className="grid"
      role="grid"
      aria-label={words.tenants.list}
      aria-multiselectable
      aria-rowcount={total + 1}
      aria-activedescendant={total === 0 ? undefined : `tenant-row-${String(current)}`}
      aria-busy={rows.behind}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <GridHead
        columns={columns}
        filter={filter}
        ticked={ticked === 0 ? 'none' : ticked < total ? 'some' : 'all'}
        onSort={(sort) => {
          onFilter(sortedBy(filter, sort));
        }}
        onTickAll={ticked < total ? selection.all : selection.clear}
      />
      <div role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows.rowAt(item.index);
          return (
            <GridRow
              key={item.index}
              index={item.index}
              top={item.start}
              row={row}
              columns={columns}
              active={item.index === current}
              open={openId !== null && row?.id === openId}
              ticked={row !== undefined && selection.ids.has(row.id)}
              onClick={onPointed(item.index, () => {
                open(item.index);
              })}
              onTick={onPointed(item.index, () => {
                selection.toggle(item.index);
              })}
              onConflict={onConflict}
            />
          );
        })}
      </div>
    </div>
  );
}
