import { Checkbox } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';
import { words } from '../../app/messages/words.ts';
import type { ColumnName } from './columns.ts';

interface Props {
  readonly columns: readonly ColumnName[];
  readonly filter: TenantFilter;
  readonly ticked: 'none' | 'some' | 'all';
  readonly onSort: (sort: TenantFilter['sort']) => void;
  readonly onTickAll: () => void;
}

export function GridHead({ columns, filter, ticked, onSort, onTickAll }: Props) {
  const Arrow = filter.direction === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row" aria-rowindex={1}>
        <div role="columnheader" className="cell cell-tick">
          <Checkbox
            size="xs"
            checked={ticked === 'all'}
            indeterminate={ticked === 'some'}
            aria-label={words.tenants.selectAll}
            onChange={onTickAll}
          />
        </div>
        {columns.map((name) => {
          const sorted = filter.sort === name;
          return (
            <div
              key={name}
              role="columnheader"
              className={`cell cell-${name}`}
              aria-sort={
                sorted ? (filter.direction === 'asc' ? 'ascending' : 'descending') : undefined
              }
            >
              <button
                type="button"
                className="grid-sort"
                onClick={() => {
                  onSort(name);
                }}
              >
                {words.tenants.columns[name]}
                {sorted && <Arrow size={12} aria-hidden />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
