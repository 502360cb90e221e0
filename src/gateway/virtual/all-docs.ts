import type { Json } from '../../shared/json.ts';
import { newest } from './line.ts';
import { asSent, type VirtualDocument } from './table.ts';

/** What is asked for of `_all_docs`; absent: as CouchDB has it. */
export interface AllDocsQuery {
  readonly keys?: readonly string[] | undefined;
  /** Any JSON. What is no string stands before every id, as with CouchDB. */
  readonly key?: unknown;
  readonly startkey?: unknown;
  readonly endkey?: unknown;
  readonly inclusive_end?: boolean | undefined;
  readonly include_docs?: boolean | undefined;
  readonly descending?: boolean | undefined;
  readonly limit?: number | undefined;
  readonly skip?: number | undefined;
}

export interface AllDocs {
  readonly total_rows: number;
  /** Documents before the first row; null where they were asked for by name. */
  readonly offset: number | null;
  readonly rows: readonly Record<string, Json>[];
}

/** Answers as CouchDB’s `_all_docs`. @param all deleted ones included, by id */
export function allDocs(all: readonly VirtualDocument[], query: AllDocsQuery): AllDocs {
  const there = all.filter(({ deleted }) => !deleted);
  const { skip = 0, descending = false, keys } = query;
  const row = (document: VirtualDocument): Record<string, Json> => ({
    id: document.id,
    key: document.id,
    value: { rev: newest(document.line), ...(document.deleted ? { deleted: true } : {}) },
    ...(query.include_docs === true
      ? { doc: document.deleted ? null : asSent(document, { revs: false }) }
      : {}),
  });
  const end = skip + (query.limit ?? Number.MAX_SAFE_INTEGER);
  if (keys !== undefined) {
    const byId = new Map(all.map((document) => [document.id, document]));
    const named = (descending ? keys.toReversed() : keys).slice(skip, end).map((key) => {
      const found = byId.get(key);
      return found === undefined ? { key, error: 'not_found' } : row(found);
    });
    return { total_rows: there.length, offset: null, rows: named };
  }
  const { startkey = query.key, endkey = query.key, inclusive_end: inclusive = true } = query;
  const ordered = descending ? there.toReversed() : there;
  /** Below 0: the id comes before the key, in the order that is asked for. */
  const place = (id: string, key: unknown): number => {
    const compared = typeof key !== 'string' || id > key ? 1 : id === key ? 0 : -1;
    return descending ? -compared : compared;
  };
  const from = ordered.filter(({ id }) => startkey === undefined || place(id, startkey) >= 0);
  const within = from.filter(({ id }) => {
    const at = endkey === undefined ? -1 : place(id, endkey);
    return at < 0 || (at === 0 && inclusive);
  });
  return {
    total_rows: there.length,
    offset: Math.min(there.length - from.length + skip, there.length),
    rows: within.slice(skip, end).map(row),
  };
}
