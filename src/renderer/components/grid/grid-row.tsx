import { useMemo } from 'react';
import { words } from '../../app/messages/words.ts';
import type { GridColumn } from './grid-column.ts';

interface Props<Row, Sort extends string> {
  readonly id: string;
  readonly index: number;
  /** Distance from the top of the list in CSS pixels. */
  readonly top: number;
  readonly row: Row | undefined;
  readonly columns: readonly GridColumn<Row, Sort>[];
  readonly active: boolean;
  readonly open: boolean;
  /** The box of the row; null where rows are not ticked. */
  readonly tick: { readonly ticked: boolean; readonly name: string } | null;
  /** The day it is, as `Date.toDateString` has it. */
  readonly day: string;
}

/** One row of a list; a grey bar while its page is on its way. The list hears the clicks. */
export function GridRow<Row, Sort extends string>(props: Props<Row, Sort>) {
  const { id, index, top, row, columns, active, open, tick, day } = props;
  // Most of what makes a list slow: drawn anew only where the row itself has changed.
  const cells = useMemo(() => {
    if (row === undefined) {
      return (
        <div role="gridcell" className="cell cell-skeleton">
          <span className="skeleton" />
          <span className="visually-hidden">{words.frame.loading}</span>
        </div>
      );
    }
    const today = new Date(day);
    return columns.map(({ name, className = '', shorten = false, cell, hint }) => (
      <div
        key={name}
        role="gridcell"
        className={`cell cell-${name} ${className}${shorten ? ' ellipsis' : ''}`}
        title={hint?.(row)}
      >
        {cell(row, today)}
      </div>
    ));
  }, [row, columns, day]);
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={tick === null ? open : tick.ticked}
      aria-current={tick === null ? undefined : open}
      className="grid-row grid-item"
      data-index={index}
      data-active={active}
      style={{ transform: `translateY(${String(top)}px)` }}
    >
      {tick !== null && row !== undefined && (
        <div role="gridcell" className="cell cell-tick">
          <input
            type="checkbox"
            className="tick"
            tabIndex={-1}
            checked={tick.ticked}
            aria-label={tick.name}
            readOnly
          />
        </div>
      )}
      {cells}
    </div>
  );
}
