import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { GridColumn, GridOrder } from './grid-column.ts';

interface Props<Row, Sort extends string> {
  readonly columns: readonly GridColumn<Row, Sort>[];
  readonly order: GridOrder<Sort> | null;
  readonly onSort: (sort: Sort) => void;
  /** The box above all; null where nothing is ticked. */
  readonly tick: {
    readonly name: string;
    readonly ticked: 'none' | 'some' | 'all';
    /** Null where all are not ticked at once: then only the name is there. */
    readonly onTick: (() => void) | null;
  } | null;
}

/** The headings, by which a list is ordered, and the box that ticks all. */
export function GridHead<Row, Sort extends string>({
  columns,
  order,
  onSort,
  tick,
}: Props<Row, Sort>) {
  const Arrow = order?.direction === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row" aria-rowindex={1}>
        {tick !== null && (
          <div role="columnheader" className="cell cell-tick">
            {tick.onTick === null ? (
              <span className="visually-hidden">{tick.name}</span>
            ) : (
              <input
                ref={(box) => {
                  if (box !== null) box.indeterminate = tick.ticked === 'some';
                }}
                type="checkbox"
                className="tick"
                checked={tick.ticked === 'all'}
                aria-label={tick.name}
                onChange={tick.onTick}
              />
            )}
          </div>
        )}
        {columns.map(({ name, heading, sort, className = '' }) => {
          const sorted = sort !== null && order?.sort === sort;
          const direction = order?.direction === 'asc' ? 'ascending' : 'descending';
          return (
            <div
              key={name}
              role="columnheader"
              className={`cell cell-${name} ${className}`}
              aria-sort={sorted ? direction : undefined}
            >
              {sort === null ? (
                heading
              ) : (
                <button
                  type="button"
                  className="grid-sort"
                  onClick={() => {
                    onSort(sort);
                  }}
                >
                  {heading}
                  {sorted && <Arrow size={12} aria-hidden />}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
