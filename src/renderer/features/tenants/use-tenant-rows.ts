import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { TenantPage, TenantRow } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';

const pageSize = 100;

interface FilteredPage extends TenantPage {
  readonly filter: TenantFilter;
}

/** The pages, without the first, that rows `first` to `last` lie in. */
export function laterPages(first: number, last: number): readonly number[] {
  const from = Math.max(1, Math.floor(first / pageSize));
  const to = Math.floor(Math.max(0, last) / pageSize);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

export interface TenantRows {
  readonly page: FilteredPage | undefined;
  /** True while what is shown still belongs to the filter before. */
  readonly behind: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** The row at an index, undefined while its page is on its way. */
  readonly rowAt: (index: number) => TenantRow | undefined;
}

/**
 * The rows of a filter, of which only the pages on screen are asked for. While the first page of a new
 * filter is on its way, all of the old one stays.
 */
export function useTenantRows(filter: TenantFilter, first: number, last: number): TenantRows {
  const client = useClient();
  const load = (asked: TenantFilter, page: number) => ({
    queryKey: keys.tenantPage(asked, page),
    queryFn: async (): Promise<FilteredPage> => ({
      ...(await client.tenants.list({ ...asked, offset: page * pageSize, limit: pageSize })),
      filter: asked,
    }),
  });
  const head = useQuery({ ...load(filter, 0), placeholderData: keepPreviousData });
  const shown = head.data?.filter ?? filter;
  const wanted = laterPages(first, Math.min(last, (head.data?.total ?? 0) - 1));
  const later = useQueries({ queries: wanted.map((page) => load(shown, page)) });
  return {
    page: head.data,
    behind: head.isPlaceholderData,
    error: head.error,
    retry: () => {
      void head.refetch();
    },
    rowAt(index) {
      const page = Math.floor(index / pageSize);
      const rows = page === 0 ? head.data?.rows : later[wanted.indexOf(page)]?.data?.rows;
      return rows?.[index % pageSize];
    },
  };
}
