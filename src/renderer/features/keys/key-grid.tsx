import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { sortedBy, type KeyFilter } from '../../app/data/key-filter.ts';
import { words } from '../../app/messages/words.ts';
import { nextIndex } from '../tenants/next-index.ts';
import { KeyGridRow } from './key-grid-row.tsx';
import type { KeyRows } from './use-keys.ts';

const text = words.keys;
const columns = [
  { name: 'name', sort: 'name' },
  { name: 'tenant', sort: 'tenant' },
  { name: 'state', sort: null },
  { name: 'access', sort: null },
  { name: 'lastUsed', sort: 'lastUsed' },
  { name: 'expiresAt', sort: 'expiresAt' },
] as const;

interface Props {
  readonly rows: KeyRows;
  readonly total: number;
  readonly filter: KeyFilter;
  readonly openId: string | null;
  readonly onFilter: (filter: KeyFilter) => void;
  readonly onOpen: (id: string) => void;
  /** Tells which rows are on screen, so that their pages are asked for. */
  readonly onRange: (first: number, last: number) => void;
}

/** The list of keys: one stop for the Tab key; arrows move inside it, Enter opens. */
export function KeyGrid({ rows, total, filter, openId, onFilter, onOpen, onRange }: Props) {
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
  const Arrow = filter.direction === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <div
      ref={scroller}
      className="keys-grid"
      role="grid"
      aria-label={text.list}
      aria-rowcount={total + 1}
      aria-activedescendant={total === 0 ? undefined : `key-row-${String(current)}`}
      aria-busy={rows.behind}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="keys-head">
        <div role="row" className="keys-row" aria-rowindex={1}>
          {columns.map(({ name, sort }) => {
            const sorted = sort !== null && filter.sort === sort;
            const direction = filter.direction === 'asc' ? 'ascending' : 'descending';
            return (
              <div
                key={name}
                role="columnheader"
                className={`key-cell key-cell-${name}`}
                aria-sort={sorted ? direction : undefined}
              >
                {sort === null ? (
                  text.columns[name]
                ) : (
                  <button
                    type="button"
                    className="keys-sort"
                    onClick={() => {
                      onFilter(sortedBy(filter, sort));
                    }}
                  >
                    {text.columns[name]}
                    {sorted && <Arrow size={12} aria-hidden />}
                  </button>
                )}
              </div>
            );
          })}
        </div>
      </div>
      <div role="rowgroup" className="keys-body" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => (
          <KeyGridRow
            key={item.index}
            index={item.index}
            top={item.start}
            row={rows.rowAt(item.index)}
            active={item.index === current}
            openId={openId}
            onOpen={(id) => {
              setActive(item.index);
              onOpen(id);
            }}
          />
        ))}
      </div>
    </div>
  );
}
