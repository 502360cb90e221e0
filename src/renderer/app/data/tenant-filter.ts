import type { ConsoleClient } from '../../../shared/bridge/contract.ts';

type Asked = Parameters<ConsoleClient['tenants']['list']>[0];

/** What the tenant list asks for, without the page. */
export type TenantFilter = {
  readonly [Field in Exclude<keyof Asked, 'offset' | 'limit'>]-?: Exclude<Asked[Field], undefined>;
};

export const initialFilter: TenantFilter = {
  search: '',
  state: 'current',
  waiting: false,
  refused: false,
  conflict: false,
  drifted: false,
  ownerless: false,
  blueprint: null,
  server: null,
  sort: 'name',
  direction: 'asc',
};

/** The same list without anything that narrows it; its order stays. */
export function cleared(filter: TenantFilter): TenantFilter {
  return { ...initialFilter, sort: filter.sort, direction: filter.direction };
}

/** Whether anything but the state narrows the list. */
export function isNarrowed(filter: TenantFilter): boolean {
  const { search, waiting, refused, conflict, drifted, ownerless, blueprint, server } = filter;
  const flagged = waiting || refused || conflict || drifted || ownerless;
  return search.trim() !== '' || flagged || blueprint !== null || server !== null;
}

/** The filter after a click on a column's heading: the other direction, or that column upwards. */
export function sortedBy(filter: TenantFilter, sort: TenantFilter['sort']): TenantFilter {
  if (filter.sort !== sort) {
    const recentFirst = sort === 'createdAt' || sort === 'updatedAt';
    return { ...filter, sort, direction: recentFirst ? 'desc' : 'asc' };
  }
  return { ...filter, direction: filter.direction === 'asc' ? 'desc' : 'asc' };
}
