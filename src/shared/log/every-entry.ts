import type { OlderEntries } from '../bridge/log-views.ts';
import type { AuditPage } from '../bridge/views.ts';
import type { AuditEntry } from '../documents/audit.ts';
import type { EntryFilter } from './entry-filter.ts';

const pageSize = 500;

/** The calls that the log is read with. */
export interface EntryReader {
  readonly recent: (
    query: EntryFilter & { readonly offset: number; readonly limit: number },
  ) => Promise<AuditPage>;
  readonly older: (
    query: EntryFilter & { readonly before: string | null; readonly limit: number },
  ) => Promise<OlderEntries>;
}

/**
 * All entries that a filter finds, newest first, each once: those on this device, and where asked for those
 * that only the server has. An entry that is written meanwhile may be missing. Errors: those of the calls.
 */
export async function* everyEntry(
  reader: EntryReader,
  filter: EntryFilter,
  where: 'here' | 'everywhere',
): AsyncGenerator<readonly AuditEntry[]> {
  const seen = new Set<string>();
  const fresh = (rows: readonly AuditEntry[]): readonly AuditEntry[] =>
    rows.filter(({ _id }) => {
      if (seen.has(_id)) return false;
      seen.add(_id);
      return true;
    });
  for (let offset = 0; ; offset += pageSize) {
    const { rows, total } = await reader.recent({ ...filter, offset, limit: pageSize });
    yield fresh(rows);
    if (offset + rows.length >= total || rows.length === 0) break;
  }
  if (where === 'here') return;
  for (let before: string | null = null, more = true; more;) {
    const page: OlderEntries = await reader.older({ ...filter, before, limit: pageSize });
    yield fresh(page.rows);
    before = page.next;
    more = before !== null;
  }
}
