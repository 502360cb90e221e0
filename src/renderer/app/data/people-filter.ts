import type { ConsoleClient } from '../../../shared/bridge/contract.ts';

/** What the list of people asks for, without the page. */
export type PeopleFilter = Omit<Parameters<ConsoleClient['people']['list']>[0], 'offset' | 'limit'>;

export const initialPeople: PeopleFilter = {
  search: '',
  filter: 'all',
  sort: 'name',
  direction: 'asc',
};

/** The filter after a click on a column's heading: the other direction, or that column. */
export function sortedBy(filter: PeopleFilter, sort: PeopleFilter['sort']): PeopleFilter {
  if (filter.sort === sort) {
    return { ...filter, direction: filter.direction === 'asc' ? 'desc' : 'asc' };
  }
  return { ...filter, sort, direction: sort === 'name' || sort === 'email' ? 'asc' : 'desc' };
}
