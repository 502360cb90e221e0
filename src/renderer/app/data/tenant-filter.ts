import type { ConsoleClient } from '../../../shared/bridge/contract.ts';

/** What the tenant list asks for, without the page. */
export type TenantFilter = Omit<
  Parameters<ConsoleClient['tenants']['list']>[0],
  'offset' | 'limit'
>;

export const initialFilter: TenantFilter = {
  search: '',
  state: 'current',
  waiting: false,
  sort: 'name',
  direction: 'asc',
};

/** The filter after a click on a column's heading: the other direction, or that column upwards. */
export function sortedBy(filter: TenantFilter, sort: TenantFilter['sort']): TenantFilter {
  if (filter.sort !== sort) {
    const recentFirst = sort === 'createdAt' || sort === 'updatedAt';
    return { ...filter, sort, direction: recentFirst ? 'desc' : 'asc' };
  }
  return { ...filter, direction: filter.direction === 'asc' ? 'desc' : 'asc' };
}
