import type { ReactNode } from 'react';

/** A column of a list: what its head says and what stands in its cells, which have the class `cell-<name>`. */
export interface GridColumn<Row, Sort extends string> {
  readonly name: string;
  readonly heading: string;
  /** What a click on the heading orders the list by; null: nothing. */
  readonly sort: Sort | null;
  /** Further classes of heading and cells. */
  readonly className?: string;
  /** Whether text that has no room ends in an ellipsis. */
  readonly shorten?: boolean;
  /** @param today the beginning of the day, since a moment of today looks otherwise than an earlier one */
  readonly cell: (row: Row, today: Date) => ReactNode;
  /** What the pointer is told; nothing where undefined. */
  readonly hint?: (row: Row) => string | undefined;
}

/** What a list is ordered by. */
export interface GridOrder<Sort extends string> {
  readonly sort: Sort;
  readonly direction: 'asc' | 'desc';
}
