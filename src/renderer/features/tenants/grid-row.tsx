import { Checkbox } from '@mantine/core';
import type { MouseEvent } from 'react';
import type { TenantRow } from '../../../shared/bridge/views.ts';
import { words } from '../../app/messages/words.ts';
import type { ColumnName } from './columns.ts';
import { GridCell } from './grid-cell.tsx';

interface Props {
  readonly index: number;
  /** Distance from the top of the list in CSS pixels. */
  readonly top: number;
  readonly row: TenantRow | undefined;
  readonly columns: readonly ColumnName[];
  readonly active: boolean;
  readonly open: boolean;
  readonly ticked: boolean;
  readonly onClick: (event: MouseEvent) => void;
  readonly onTick: (event: MouseEvent) => void;
  readonly onConflict: (id: string) => void;
}

/** One tenant in the list; a grey bar while its page is on its way. */
export function GridRow({ index, top, row, columns, active, open, ticked, ...actions }: Props) {
  const { onClick, onTick, onConflict } = actions;
  const now = new Date();
  return (
    <div
      id={`tenant-row-${String(index)}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={ticked}
      aria-current={open}
      className="grid-row grid-item"
      data-active={active}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={onClick}
    >
      {row === undefined ? (
        <div role="gridcell" className="cell cell-skeleton">
          <span className="skeleton" />
          <span className="visually-hidden">{words.frame.loading}</span>
        </div>
      ) : (
        <>
          <div
            role="gridcell"
            className="cell cell-tick"
            onClick={(event) => {
              event.stopPropagation();
              // The box is small: beside it counts too.
              if (event.target === event.currentTarget) onTick(event);
            }}
          >
            <Checkbox
              size="xs"
              tabIndex={-1}
              checked={ticked}
              aria-label={words.tenants.select(row.name)}
              readOnly
              onClick={onTick}
            />
          </div>
          {columns.map((column) => (
            <GridCell key={column} column={column} row={row} now={now} onConflict={onConflict} />
          ))}
        </>
      )}
    </div>
  );
}
