import type { TenantFilter } from '../../app/data/tenant-filter.ts';

/** A column of the list, by what it is sorted by. */
export type ColumnName = TenantFilter['sort'];

interface Column {
  readonly name: ColumnName;
  /** Least width in rem, the gap behind it left out. */
  readonly width: number;
  /** What it takes of the room that is left; 0: nothing. */
  readonly grows: number;
  /** Which goes first where there is no room for all: the highest. The name stays. */
  readonly yields: number;
}

/** In the order in which they are shown. */
export const columns: readonly Column[] = [
  { name: 'name', width: 8.5, grows: 2.2, yields: 0 },
  { name: 'key', width: 7, grows: 1.3, yields: 3 },
  { name: 'state', width: 6.25, grows: 0, yields: 1 },
  { name: 'provisioning', width: 5.75, grows: 0, yields: 2 },
  { name: 'owner', width: 8, grows: 1.3, yields: 4 },
  { name: 'blueprint', width: 6, grows: 0.5, yields: 5 },
  { name: 'databases', width: 5.5, grows: 0, yields: 8 },
  { name: 'createdAt', width: 5.5, grows: 0, yields: 7 },
  { name: 'updatedAt', width: 5.5, grows: 0, yields: 6 },
];

const usual: readonly ColumnName[] = [
  'name',
  'key',
  'state',
  'provisioning',
  'databases',
  'createdAt',
  'updatedAt',
];
const gap = 1;
/** The tick before the name, and the padding at both ends. */
const around = 3.5;

/** The columns somebody chose, the name always among them; null: those the list comes with. */
export function chosenColumns(names: readonly string[] | null): readonly ColumnName[] {
  const wanted = new Set<string>(names ?? usual);
  return columns.filter(({ name }) => name === 'name' || wanted.has(name)).map(({ name }) => name);
}

/** Of the chosen columns those that fit. `width`: of the list, in rem. */
export function fittingColumns(
  chosen: readonly ColumnName[],
  width: number,
): readonly ColumnName[] {
  const kept = columns.filter(({ name }) => chosen.includes(name));
  const needed = () => kept.reduce((sum, column) => sum + column.width + gap, around);
  while (kept.length > 1 && needed() > width) {
    const first = kept.reduce((a, b) => (b.yields > a.yields ? b : a));
    kept.splice(kept.indexOf(first), 1);
  }
  return kept.map(({ name }) => name);
}

/** The value of `grid-template-columns` for these columns behind the tick. */
export function columnTemplate(names: readonly ColumnName[]): string {
  const widths = columns
    .filter(({ name }) => names.includes(name))
    .map(({ width, grows }) =>
      grows === 0 ? `${String(width)}rem` : `minmax(${String(width)}rem, ${String(grows)}fr)`,
    );
  return ['1rem', ...widths].join(' ');
}
