import {
  entryMatcher,
  isWide,
  type EntryFacts,
  type EntryFilter,
} from '../../shared/log/entry-filter.ts';

export interface AuditRow extends EntryFacts {
  readonly id: string;
}

export type AuditQuery = EntryFilter & { readonly offset: number; readonly limit: number };

/** What there is to narrow by, with how often each occurs. */
export interface AuditFacets {
  readonly actors: ReadonlyMap<string, number>;
  readonly devices: ReadonlyMap<string, number>;
  readonly actions: ReadonlyMap<string, number>;
  readonly resourceTypes: ReadonlyMap<string, number>;
}

/** The audit log's order without its bodies. */
export interface AuditRows {
  readonly add: (row: AuditRow) => void;
  readonly remove: (id: string) => void;
  readonly has: (id: string) => boolean;
  /** Newest first, and how many match. */
  readonly page: (query: AuditQuery) => {
    readonly rows: readonly AuditRow[];
    readonly total: number;
  };
  readonly facets: () => AuditFacets;
}

export function createAuditRows(): AuditRows {
  const byId = new Map<string, AuditRow>();
  const actors = new Map<string, number>();
  const devices = new Map<string, number>();
  const actions = new Map<string, number>();
  const resourceTypes = new Map<string, number>();
  let sorted: AuditRow[] = [];
  let added: AuditRow[] = [];
  let removed = false;
  /** The last question and its answer: paging asks the same again and again. */
  let last: { readonly question: string; readonly rows: readonly AuditRow[] } | null = null;

  /** What came or went since the last page is worked in only when somebody looks. */
  function inOrder(): readonly AuditRow[] {
    if (removed) sorted = sorted.filter((row) => byId.get(row.id) === row);
    if (added.length > 0) {
      sorted.push(...added.filter((row) => byId.get(row.id) === row));
      sorted.sort(newestFirst);
    }
    added = [];
    removed = false;
    return sorted;
  }

  function tally(row: AuditRow, by: 1 | -1): void {
    last = null;
    count(actors, row.actor, by);
    count(devices, row.device, by);
    count(actions, row.action, by);
    count(resourceTypes, row.resourceType, by);
  }

  function matching(filter: EntryFilter): readonly AuditRow[] {
    const rows = inOrder();
    if (filter.tenantId === null && isWide(filter)) return rows;
    const question = JSON.stringify(filter);
    if (last?.question !== question) last = { question, rows: rows.filter(entryMatcher(filter)) };
    return last.rows;
  }

  return {
    add: (row) => {
      if (byId.has(row.id)) return;
      byId.set(row.id, row);
      added.push(row);
      tally(row, 1);
    },
    remove: (id) => {
      const row = byId.get(id);
      if (row === undefined) return;
      byId.delete(id);
      removed = true;
      tally(row, -1);
    },
    has: (id) => byId.has(id),
    page: ({ offset, limit, ...filter }) => {
      const rows = matching(filter);
      return { rows: rows.slice(offset, offset + limit), total: rows.length };
    },
    facets: () => ({ actors, devices, actions, resourceTypes }),
  };
}

function count(counts: Map<string, number>, word: string, by: 1 | -1): void {
  const now = (counts.get(word) ?? 0) + by;
  if (now > 0) counts.set(word, now);
  else counts.delete(word);
}

/** Newest first; ids decide between entries of one instant. */
export function newestFirst(
  a: Pick<AuditRow, 'id' | 'createdAt'>,
  b: Pick<AuditRow, 'id' | 'createdAt'>,
): number {
  if (a.createdAt !== b.createdAt) return a.createdAt > b.createdAt ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id > b.id ? -1 : 1;
}
