import {
  keepPreviousData,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { KeyPage, KeyRow } from '../../../shared/bridge/key-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import type { KeyFilter } from '../../app/data/key-filter.ts';
import { keys } from '../../app/data/keys.ts';
import { laterPages } from '../tenants/use-tenant-rows.ts';

const pageSize = 100;

interface FilteredPage extends KeyPage {
  readonly filter: KeyFilter;
}

export interface KeyRows {
  readonly page: FilteredPage | undefined;
  /** True while what is shown still belongs to the filter before. */
  readonly behind: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** The row at an index, undefined while its page is on its way. */
  readonly rowAt: (index: number) => KeyRow | undefined;
}

/** The keys of a filter, of which only the pages on screen are asked for. */
export function useKeyRows(filter: KeyFilter, first: number, last: number): KeyRows {
  const client = useClient();
  const load = (asked: KeyFilter, page: number) => ({
    queryKey: keys.keyPage(asked, page),
    queryFn: async (): Promise<FilteredPage> => ({
      ...(await client.keys.list({ ...asked, offset: page * pageSize, limit: pageSize })),
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

export function useKey(id: string) {
  const client = useClient();
  return useQuery({ queryKey: keys.apiKey(id), queryFn: () => client.keys.get({ id }) });
}

/** A change of keys; they and the tenants are read anew after it. What it answers is kept by nobody. */
export function useKeyChange<Asked, Result>(
  change: (calls: ConsoleClient['keys'], asked: Asked) => Promise<Result>,
) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: Asked) => change(client.keys, asked),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.tenants });
      return queries.invalidateQueries({ queryKey: keys.apiKeys });
    },
  });
}
