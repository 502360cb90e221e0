import type { KeyMark } from '../../../shared/bridge/key-views.ts';
import type { KeyState } from '../../../shared/conflicts/safest-apikey.ts';

export type KeySort = 'name' | 'tenant' | 'createdAt' | 'lastUsed' | 'expiresAt';

export interface KeyFilter {
  readonly search: string;
  readonly tenantId: string | null;
  readonly state: KeyState | 'all';
  readonly mark: KeyMark | null;
  readonly sort: KeySort;
  readonly direction: 'asc' | 'desc';
}

export const firstKeyFilter: KeyFilter = {
  search: '',
  tenantId: null,
  state: 'active',
  mark: null,
  sort: 'tenant',
  direction: 'asc',
};

/** The filter with its order by a column; by the same column once more it is turned round. */
export function sortedBy(filter: KeyFilter, sort: KeySort): KeyFilter {
  const turned = filter.sort === sort && filter.direction === 'asc' ? 'desc' : 'asc';
  return { ...filter, sort, direction: turned };
}
