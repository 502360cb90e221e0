export interface AuditRow {
  readonly id: string;
  readonly createdAt: string;
  readonly tenantId: string | null;
}

/** The audit log's order without its bodies. */
export interface AuditRows {
  readonly add: (row: AuditRow) => void;
  readonly remove: (id: string) => void;
  readonly has: (id: string) => boolean;
  /** Newest first, and how many match; `tenantId` null means all. */
  readonly page: (query: {
    readonly tenantId: string | null;
    readonly offset: number;
    readonly limit: number;
  }) => { readonly rows: readonly AuditRow[]; readonly total: number };
}

export function createAuditRows(): AuditRows {
  const byId = new Map<string, AuditRow>();
  let sorted: AuditRow[] = [];
  let added: AuditRow[] = [];
  let removed = false;

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

  return {
    add: (row) => {
      if (byId.has(row.id)) return;
      byId.set(row.id, row);
      added.push(row);
    },
    remove: (id) => {
      removed = byId.delete(id) || removed;
    },
    has: (id) => byId.has(id),
    page: ({ tenantId, offset, limit }) => {
      const rows = inOrder();
      const matching = tenantId === null ? rows : rows.filter((row) => row.tenantId === tenantId);
      return { rows: matching.slice(offset, offset + limit), total: matching.length };
    },
  };
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
