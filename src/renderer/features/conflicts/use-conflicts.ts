import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConflictPage } from '../../../shared/bridge/conflict-views.ts';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { useConflictTotals } from '../../app/data/frame-queries.ts';
import { keys } from '../../app/data/keys.ts';
import { usePagedRows, type PagedRows } from '../../app/data/use-paged-rows.ts';

export interface ConflictFilter {
  readonly search: string;
  readonly kind: string | null;
}

/**
 * The conflicts of a filter, of which only those on screen are asked for.
 * @param still leaves them as they are: while many are decided the list would be read with every step
 */
export function useConflictRows(
  filter: ConflictFilter,
  still: boolean,
): PagedRows<ConflictFilter, ConflictPage> {
  const { conflicts } = useClient();
  return usePagedRows(
    {
      keyOf: ({ search, kind }, page) => keys.conflictPage(search, kind, page),
      ask: (asked) => conflicts.list(asked),
      still,
    },
    filter,
  );
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
