interface AuditRow {
  readonly id: string;
  readonly createdAt: string;
  readonly tenantId: string | null;
}

/** The audit log's order without its bodies. */
export interface AuditRows {
  readonly add: (row: AuditRow) => void;
  readonly remove: (id: string) => void;
  /** Ids newest first, and how many match; `tenantId` null means all. */
  readonly page: (query: {
    readonly tenantId: string | null;
    readonly offset: number;
    readonly limit: number;
  }) => { readonly ids: readonly string[]; readonly total: number };
}

export function createAuditRows(): AuditRows {
  let rows: AuditRow[] = [];
  let sorted = true;

  return {
    add: ({ id, createdAt, tenantId }) => {
      rows.push({ id, createdAt, tenantId });
      sorted = false;
    },
    remove: (id) => {
      rows = rows.filter((row) => row.id !== id);
    },
    page: ({ tenantId, offset, limit }) => {
      // Nearly sorted already: the sort only moves what came since the last page.
      if (!sorted) rows.sort(newestFirst);
      sorted = true;
      const matching = tenantId === null ? rows : rows.filter((row) => row.tenantId === tenantId);
      return {
        ids: matching.slice(offset, offset + limit).map(({ id }) => id),
        total: matching.length,
      };
    },
  };
}

function newestFirst(a: AuditRow, b: AuditRow): number {
  if (a.createdAt !== b.createdAt) return a.createdAt > b.createdAt ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id > b.id ? -1 : 1;
}
