import type { ConsoleClient } from '../shared/bridge/contract.ts';
import type { PersonFilter, PersonRow } from '../shared/bridge/people-views.ts';
import { table } from './table.ts';

const pageSize = 500;

/** Everybody that a filter and a search find, all pages of them, by address. */
export async function listTask(
  client: ConsoleClient,
  filter: PersonFilter,
  search: string,
): Promise<readonly PersonRow[]> {
  const rows: PersonRow[] = [];
  for (;;) {
    const page = await client.people.list({
      search,
      filter,
      sort: 'email',
      direction: 'asc',
      offset: rows.length,
      limit: pageSize,
    });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

/** People under each other, for a terminal. */
export function peopleTable(rows: readonly PersonRow[]): string {
  if (rows.length === 0) return 'Nobody.\n';
  return table(
    ['ADDRESS', 'NAME', 'TENANTS', 'OWNER OF', 'INVITED', 'LAST SIGN-IN', 'STATE'],
    rows.map((row) => [
      row.email,
      row.name,
      String(row.tenants),
      String(row.owned),
      String(row.invited),
      row.lastLoginAt ?? 'never',
      row.removedAt !== null ? 'removed' : row.userId === null ? 'invited' : 'person',
    ]),
  );
}
