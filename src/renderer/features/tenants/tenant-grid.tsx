import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { sortedBy, type TenantFilter } from '../../app/data/tenant-filter.ts';
import { words } from '../../app/messages/words.ts';
import { nextIndex } from './next-index.ts';
import { GridHead } from './grid-head.tsx';
import { GridRow } from './grid-row.tsx';
import type { TenantRows } from './use-tenant-rows.ts';

interface Props {
  readonly rows: TenantRows;
  readonly total: number;
  readonly filter: TenantFilter;
  readonly openId: string | null;
  readonly onFilter: (filter: TenantFilter) => void;
  readonly onOpen: (id: string) => void;
  readonly onConflict: (tenantId: string) => void;
  /** Tells which rows are on screen, so that their pages are asked for. */
  readonly onRange: (first: number, last: number) => void;
}

/**
 * The list of tenants. One stop for the Tab key; arrows move inside it, Enter opens. Only the rows on
 * screen exist, which is why the active one is named by `aria-activedescendant`.
 */
export function TenantGrid(props: Props) {
  const { rows, total, filter, openId } = props;
  const { onFilter, onOpen, onRange, onConflict } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const [rowHeight] = useState(
    () => 2.25 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
  );
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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' || event.key === ' ') {
      const row = rows.rowAt(current);
      if (row !== undefined) onOpen(row.id);
      event.preventDefault();
      return;
    }
    const visible = Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1;
    const next = nextIndex(event.key, current, total, visible);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    virtual.scrollToIndex(next);
    const row = rows.rowAt(next);
    if (openId !== null && row !== undefined) onOpen(row.id);
  };
  return (
    <div
      ref={scroller}
      className="grid"
      role="grid"
      aria-label={words.tenants.list}
      aria-rowcount={total + 1}
      aria-activedescendant={total === 0 ? undefined : `tenant-row-${String(current)}`}
      aria-busy={rows.behind}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <GridHead
        filter={filter}
        onSort={(sort) => {
          onFilter(sortedBy(filter, sort));
        }}
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
              active={item.index === current}
              openId={openId}
              onOpen={(id) => {
                setActive(item.index);
                onOpen(id);
              }}
              onConflict={onConflict}
            />
          );
        })}
      </div>
    </div>
  );
}
