import {
  keepPreviousData,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { ConflictPage, ConflictRow } from '../../../shared/bridge/conflict-views.ts';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { useConflictTotals } from '../../app/data/frame-queries.ts';
import { keys } from '../../app/data/keys.ts';
import { laterPages } from '../tenants/use-tenant-rows.ts';

const pageSize = 100;

export interface ConflictFilter {
  readonly search: string;
  readonly kind: string | null;
}

interface FilteredPage extends ConflictPage {
  readonly filter: ConflictFilter;
}

export interface ConflictRows {
  readonly page: FilteredPage | undefined;
  /** True while what is shown still belongs to the filter before. */
  readonly behind: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  readonly rowAt: (index: number) => ConflictRow | undefined;
}

/**
 * The rows of a filter, of which only the pages on screen are asked for.
 * @param still leaves them as they are: while many are decided the list would be read with every step
 */
export function useConflictRows(
  filter: ConflictFilter,
  [first, last]: readonly [number, number],
  still: boolean,
): ConflictRows {
  const client = useClient();
  const load = (asked: ConflictFilter, page: number) => ({
    queryKey: keys.conflictPage(asked.search, asked.kind, page),
    enabled: !still,
    queryFn: async (): Promise<FilteredPage> => ({
      ...(await client.conflicts.list({ ...asked, offset: page * pageSize, limit: pageSize })),
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

/** Conflicts of one tenant and of what belongs to it; their ids have its own in them. */
export function useConflictsOfTenant(tenantId: string) {
  const client = useClient();
  const total = useConflictTotals().data?.total ?? 0;
  return useQuery({
    queryKey: keys.conflictsOfTenant(tenantId),
    queryFn: async () => {
      const asked = { search: tenantId, kind: null, offset: 0, limit: 20 };
      const { rows } = await client.conflicts.list(asked);
      return rows.filter((row) => row.tenantId === tenantId);
    },
    enabled: total > 0,
  });
}

/** One conflict with all its sides. */
export function useConflict(documentId: string) {
  const client = useClient();
  return useQuery({
    queryKey: keys.conflict(documentId),
    queryFn: () => client.conflicts.get({ documentId }),
  });
}

type Resolving = Parameters<ConsoleClient['conflicts']['resolve']>[0];

/**
 * Decides one conflict; whatever comes of it, what is on screen is read anew. `onResolved` is called even
 * where what was decided has left the screen before the answer.
 */
export function useResolve(onResolved: (documentId: string) => void) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: Resolving) => client.conflicts.resolve(asked),
    onSuccess: (_, { documentId }) => {
      onResolved(documentId);
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: keys.conflicts });
      await queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
}
