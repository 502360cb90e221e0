import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditEntry } from '../../../shared/documents/audit.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

const pageSize = 200;

/**
 * Before which instant the next page is asked for. Entries of one batch share their instant, so the page
 * begins within it; a page that brought nothing new goes on before it.
 */
export function nextBefore(rows: readonly AuditEntry[], known: ReadonlySet<string>): string | null {
  const last = rows.at(-1)?.createdAt;
  if (last === undefined) return null;
  const news = rows.some(({ _id }) => !known.has(_id));
  return news ? new Date(Date.parse(last) + 1).toISOString() : last;
}

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

/**
 * Entries that only the server has, older than the oldest here. Asked for on demand and page by page;
 * what is new on this device does not ask for them again.
 */
export function useOlderEntries(here: readonly AuditEntry[], asked: boolean) {
  const client = useClient();
  const known = new Set(here.map(({ _id }) => _id));
  const start = nextBefore(here, new Set());
  const older = useInfiniteQuery({
    queryKey: keys.auditOlder,
    enabled: asked && start !== null,
    initialPageParam: start ?? '',
    queryFn: ({ pageParam }) =>
      client.audit.older({ before: pageParam, tenantId: null, limit: pageSize }),
    getNextPageParam: (last, pages, before) => {
      const earlier = new Set([
        ...known,
        ...pages.slice(0, -1).flatMap(({ rows }) => rows.map(({ _id }) => _id)),
      ]);
      const next = nextBefore(last.rows, earlier);
      return last.rows.length < pageSize || next === null || next === before ? undefined : next;
    },
  });
  const rows = withoutKnown(older.data?.pages.flatMap((page) => page.rows) ?? [], known);
  return { ...older, rows };
}
