import { useVirtualizer } from '@tanstack/react-virtual';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { personSorts } from '../../../shared/bridge/people-views.ts';
import { words } from '../../app/messages/words.ts';
import { nextIndex } from '../tenants/next-index.ts';
import { sortedBy, type PeopleFilter } from '../../app/data/people-filter.ts';
import { PersonRowView } from './person-row.tsx';
import { refKey, type PeopleRows, type PersonRef } from './use-people.ts';

interface Props {
  readonly rows: PeopleRows;
  readonly total: number;
  readonly filter: PeopleFilter;
  readonly openKey: string | null;
  readonly onFilter: (filter: PeopleFilter) => void;
  readonly onOpen: (person: PersonRef) => void;
  /** Tells which rows are on screen, so that their pages are asked for. */
  readonly onRange: (first: number, last: number) => void;
}

function Head({ filter, onFilter }: Pick<Props, 'filter' | 'onFilter'>) {
  const Arrow = filter.direction === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <div role="rowgroup" className="people-grid-head">
      <div role="row" className="people-row" aria-rowindex={1}>
        {personSorts.map((sort) => {
          const sorted = filter.sort === sort;
          const order = filter.direction === 'asc' ? 'ascending' : 'descending';
          return (
            <div
              key={sort}
              role="columnheader"
              className={`people-cell people-${sort}`}
              aria-sort={sorted ? order : undefined}
            >
              <button
                type="button"
                className="people-sort"
                onClick={() => {
                  onFilter(sortedBy(filter, sort));
                }}
              >
                {words.people.columns[sort]}
                {sorted && <Arrow size={12} aria-hidden />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The list of people: one stop for the Tab key; arrows move inside it, Enter opens. */
export function PeopleGrid(props: Props) {
  const { rows, total, filter, openKey, onFilter, onOpen, onRange } = props;
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
      if (row !== undefined) onOpen(row);
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
    if (openKey !== null && row !== undefined) onOpen(row);
  };
  return (
    <div
      ref={scroller}
      className="people-grid"
      role="grid"
      aria-label={words.people.list}
      aria-rowcount={total + 1}
      aria-activedescendant={total === 0 ? undefined : `person-row-${String(current)}`}
      aria-busy={rows.behind}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <Head filter={filter} onFilter={onFilter} />
      <div role="rowgroup" className="people-grid-body" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows.rowAt(index);
          return (
            <PersonRowView
              key={index}
              index={index}
              top={start}
              row={row}
              active={index === current}
              opened={row !== undefined && refKey(row) === openKey}
              onOpen={(person) => {
                setActive(index);
                onOpen(person);
              }}
            />
          );
        })}
      </div>
    </div>
  );
}
