/** Ranges and all at once, beside rows one by one. */
export interface RangeSelection {
  /** From where the range was begun, or from `from`, to this row. */
  readonly extend: (from: number, to: number) => void;
  /** All that the filter finds, whether on screen or not. */
  readonly all: () => void;
  readonly clear: () => void;
}

/** What is ticked in a list, and how that changes. */
export interface GridSelection<Row> {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (index: number) => void;
  /** Null where rows are ticked one by one. */
  readonly range: RangeSelection | null;
  /** The name of the box above all, or of its column where there is none. */
  readonly heading: string;
  /** The name of a row's box. */
  readonly nameOf: (row: Row) => string;
}
