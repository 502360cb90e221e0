import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useState, type KeyboardEvent, type MouseEvent, type RefObject } from 'react';
import type { ListedRows } from '../../app/data/use-paged-rows.ts';
import type { GridColumn, GridOrder } from './grid-column.ts';
import { GridHead } from './grid-head.tsx';
import { GridRow } from './grid-row.tsx';
import type { GridSelection } from './grid-selection.ts';
import { nextIndex } from './next-index.ts';
import './grid.css';

interface Props<Row, Sort extends string> {
  /** What one row is, for the ids of the rows. */
  readonly of: string;
  readonly label: string;
  readonly className?: string;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rows: ListedRows<Row>;
  readonly total: number;
  /** What the list is of; with another the list begins at its top. */
  readonly filter: unknown;
  readonly columns: readonly GridColumn<Row, Sort>[];
  readonly order: GridOrder<Sort> | null;
  readonly idOf: (row: Row) => string;
  readonly openId: string | null;
  /** Null where rows are not ticked. */
  readonly selection: GridSelection<Row> | null;
  readonly onSort: (sort: Sort) => void;
  readonly onOpen: (row: Row) => void;
}

/**
 * A list of any length. One stop for the Tab key; arrows move inside it, with Shift they select, Space
 * selects one, Enter opens; while one is open, moving opens the next. Only the rows on screen exist, which
 * is why the active one is named by `aria-activedescendant`.
 */
export function Grid<Row, Sort extends string>(props: Props<Row, Sort>) {
  const { of, label, className = '', scroller, rows, total, filter, columns, order } = props;
  const { idOf, openId, selection, onSort, onOpen } = props;
  const { show } = rows;
  const [active, setActive] = useState(0);
  const [rowHeight] = useState(
    () => 2.25 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
  );
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: rowHeight,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    show(first, last);
  }, [first, last, show]);
  useEffect(() => {
    // To ask the element itself would lay out the page while one types.
    if (virtual.scrollOffset !== 0) scroller.current?.scrollTo({ top: 0 });
  }, [filter, virtual, scroller]);

  const current = Math.min(active, total - 1);
  const range = selection?.range ?? null;
  const open = (index: number) => {
    const row = rows.rowAt(index);
    if (row !== undefined) onOpen(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (range !== null && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      range.all();
      return;
    }
    if (range !== null && event.key === 'Escape' && selection !== null && selection.ids.size > 0) {
      event.preventDefault();
      range.clear();
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (event.key === ' ' && selection !== null) selection.toggle(current);
      else open(current);
      return;
    }
    // With the key for commands, letters are shortcuts of the window.
    if (event.key.length === 1 && (event.ctrlKey || event.metaKey || event.altKey)) return;
    const visible = Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1;
    const next = nextIndex(event.key, current, total, visible);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    virtual.scrollToIndex(next);
    if (range !== null && event.shiftKey) range.extend(current, next);
    else if (openId !== null) open(next);
  };
  const onClick = ({ target, shiftKey, ctrlKey, metaKey }: MouseEvent) => {
    const at = target instanceof Element ? target.closest<HTMLElement>('.grid-item') : null;
    const index = Number(at?.dataset['index']);
    if (!(target instanceof Element) || !Number.isInteger(index)) return;
    setActive(index);
    if (range !== null && shiftKey) range.extend(current, index);
    // The box is small: beside it counts too.
    else if (selection !== null && target.closest('.cell-tick') !== null) selection.toggle(index);
    else if (range !== null && (ctrlKey || metaKey)) selection?.toggle(index);
    else open(index);
  };
  const ticked = selection?.ids.size ?? 0;
  const day = new Date().toDateString();
  return (
    <div
      ref={scroller}
      className={`grid ${className}`}
      role="grid"
      aria-label={label}
      aria-multiselectable={selection === null ? undefined : true}
      aria-rowcount={total + 1}
      aria-activedescendant={total === 0 ? undefined : `${of}-row-${String(current)}`}
      aria-busy={rows.behind}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <GridHead
        columns={columns}
        order={order}
        onSort={onSort}
        tick={
          selection === null
            ? null
            : {
                name: selection.heading,
                ticked: ticked === 0 ? 'none' : ticked < total ? 'some' : 'all',
                onTick: ticked < total ? (range?.all ?? null) : (range?.clear ?? null),
              }
        }
      />
      <div
        role="rowgroup"
        className="grid-body"
        style={{ height: virtual.getTotalSize() }}
        onClick={onClick}
      >
        {items.map(({ index, start }) => {
          const row = rows.rowAt(index);
          const id = row === undefined ? null : idOf(row);
          return (
            <GridRow
              key={index}
              id={`${of}-row-${String(index)}`}
              index={index}
              top={start}
              row={row}
              columns={columns}
              active={index === current}
              open={id !== null && id === openId}
              tick={
                selection === null || row === undefined || id === null
                  ? null
                  : { ticked: selection.ids.has(id), name: selection.nameOf(row) }
              }
              day={day}
            />
          );
        })}
      </div>
    </div>
  );
}
