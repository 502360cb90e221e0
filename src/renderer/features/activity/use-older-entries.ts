import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditEntry } from '../../../shared/documents/audit.ts';
import type { EntryFilter } from '../../../shared/log/entry-filter.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

const pageSize = 200;
/** Main knows from where on not everything is on this device. */
const startOfOlder: string | null = null;

/** Rows without those that are there already, each once. */
export function withoutKnown(
  rows: readonly AuditEntry[],
  known: ReadonlySet<string>,
): readonly AuditEntry[] {
  const seen = new Set(known);
  return rows.filter(({ _id }) => {
    if (seen.has(_id)) return false;
    seen.add(_id);
    return true;
  });
}

/** Newest first, as the entries of this device come too; some that it wrote itself may be older than others'. */
export function inOrder(
  here: readonly AuditEntry[],
  older: readonly AuditEntry[],
): readonly AuditEntry[] {
  if (older.length === 0) return here;
  return [...here, ...older].sort((a, b) =>
    a.createdAt === b.createdAt ? (a._id < b._id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1,
  );
}

/**
 * Entries that only the server has, older than what is whole here. Asked for on demand and page by page;
 * what is new on this device does not ask for them again.
 */
export function useOlderEntries(here: readonly AuditEntry[], filter: EntryFilter, asked: boolean) {
  const client = useClient();
  const known = new Set(here.map(({ _id }) => _id));
  const older = useInfiniteQuery({
    queryKey: keys.auditOlderPage(filter),
    enabled: asked,
    initialPageParam: startOfOlder,
    queryFn: ({ pageParam }) =>
      client.audit.older({ ...filter, before: pageParam, limit: pageSize }),
    getNextPageParam: ({ next }) => next,
  });
  const rows = withoutKnown(older.data?.pages.flatMap((page) => page.rows) ?? [], known);
  return { ...older, rows };
}
