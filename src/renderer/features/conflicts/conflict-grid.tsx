import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { words } from '../../app/messages/words.ts';
import { nextIndex } from '../tenants/next-index.ts';
import { ConflictGridRow } from './conflict-grid-row.tsx';
import type { ConflictFilter, ConflictRows } from './use-conflicts.ts';

const columns = ['title', 'kind', 'asks', 'sides', 'updatedAt'] as const;
const classes = {
  title: 'conflict-title',
  kind: 'conflict-kind',
  asks: 'conflict-asks',
  sides: 'conflict-sides',
  updatedAt: 'conflict-updated',
} as const;

interface Props {
  readonly rows: ConflictRows;
  readonly total: number;
  readonly filter: ConflictFilter;
  readonly ticked: ReadonlySet<string>;
  readonly onOpen: (id: string) => void;
  readonly onTick: (id: string) => void;
  /** Tells which rows are on screen, so that their pages are asked for. */
  readonly onRange: (first: number, last: number) => void;
}

/**
 * The conflicts, of which only those on screen exist. One stop for the Tab key: arrows move, Enter opens,
 * Space selects.
 */
export function ConflictGrid({ rows, total, filter, ticked, onOpen, onTick, onRange }: Props) {
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
  }, [filter.search, filter.kind]);
  useEffect(() => {
    // After a review the focus would be nowhere.
    if (document.activeElement === document.body) scroller.current?.focus();
  }, []);
  const current = Math.min(active, total - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const row = rows.rowAt(current);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (row !== undefined) (event.key === 'Enter' ? onOpen : onTick)(row.documentId);
      return;
    }
    const visible = Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1;
    const next = nextIndex(event.key, current, total, visible);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    virtual.scrollToIndex(next);
  };
  return (
    <div
      ref={scroller}
      className="grid conflicts-grid"
      role="grid"
      aria-label={words.conflicts.list}
      aria-multiselectable
      aria-rowcount={total + 1}
      aria-activedescendant={`conflict-row-${String(current)}`}
      aria-busy={rows.behind}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="grid-head">
        <div role="row" className="conflict-row" aria-rowindex={1}>
          <div role="columnheader">
            <span className="visually-hidden">{words.conflicts.selection}</span>
          </div>
          {columns.map((name) => (
            <div key={name} role="columnheader" className={`cell ${classes[name]}`}>
              {words.conflicts.columns[name]}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows.rowAt(item.index);
          return (
            <ConflictGridRow
              key={item.index}
              index={item.index}
              top={item.start}
              row={row}
              active={item.index === current}
              ticked={row !== undefined && ticked.has(row.documentId)}
              onOpen={onOpen}
              onTick={(id) => {
                setActive(item.index);
                onTick(id);
              }}
            />
          );
        })}
      </div>
    </div>
  );
}
