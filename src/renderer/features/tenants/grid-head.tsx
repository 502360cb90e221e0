import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';
import { words } from '../../app/messages/words.ts';

const columns = [
  { name: 'name', sort: 'name' },
  { name: 'key', sort: 'key' },
  { name: 'state', sort: 'state' },
  { name: 'provisioning', sort: null },
  { name: 'databases', sort: null },
  { name: 'createdAt', sort: 'createdAt' },
  { name: 'updatedAt', sort: 'updatedAt' },
] as const;

interface Props {
  readonly filter: TenantFilter;
  readonly onSort: (sort: TenantFilter['sort']) => void;
}

export function GridHead({ filter, onSort }: Props) {
  const Arrow = filter.direction === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row" aria-rowindex={1}>
        {columns.map(({ name, sort }) => {
          const sorted = sort !== null && filter.sort === sort;
          return (
            <div
              key={name}
              role="columnheader"
              className={`cell cell-${name}`}
              aria-sort={
                sorted ? (filter.direction === 'asc' ? 'ascending' : 'descending') : undefined
              }
            >
              {sort === null ? (
                words.tenants.columns[name]
              ) : (
                <button
                  type="button"
                  className="grid-sort"
                  onClick={() => {
                    onSort(sort);
                  }}
                >
                  {words.tenants.columns[name]}
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
