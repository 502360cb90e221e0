/** Which tenants are ticked, by id; kept apart from the rows, of which the window has but a few. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** What was ticked before the range that is being drawn. */
  readonly before: ReadonlySet<string>;
  /** The row that the range begins at; null: none is being drawn. */
  readonly anchor: number | null;
}

export const nothingSelected: Selection = { ids: new Set(), before: new Set(), anchor: null };

/** Ticks one, or unticks it; a range may begin here. */
export function toggled(selection: Selection, id: string, index: number): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, before: ids, anchor: index };
}

/** Ticks a range beside what was ticked before it was begun. */
export function ranged(selection: Selection, anchor: number, ids: readonly string[]): Selection {
  const before = selection.anchor === anchor ? selection.before : selection.ids;
  return { ids: new Set([...before, ...ids]), before, anchor };
}

export function everything(ids: readonly string[]): Selection {
  const all = new Set(ids);
  return { ids: all, before: all, anchor: null };
}
