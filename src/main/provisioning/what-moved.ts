import type { DatabaseInfo } from '../../couch/database-info.ts';
import type { NameRange } from '../../couch/databases-info-range.ts';

/** Databases a page of `GET /_dbs_info`: 3,000 of them take 20 requests. */
export const rangeSize = 150;

/**
 * A text that is another one after anything changed in a database, `_security` included, and for another
 * database of the same name. It comes from the server and tells nothing else.
 */
export function markOf({ updateSeq, instanceStartTime }: DatabaseInfo): string {
  return `${updateSeq} ${instanceStartTime}`;
}

/**
 * Ranges that together hold every name there may be, each about `size` of the known ones.
 * @param names in the server's order, which is that of bytes
 */
export function nameRanges(names: readonly string[], size: number): readonly NameRange[] {
  const borders = names.filter((_, index) => index > 0 && index % size === 0);
  return [null, ...borders].map((from, index) => ({ from, to: borders[index] ?? null }));
}

/** How to learn of `wanted` among `total` databases with the fewest requests. */
export function cheapestInfo(
  wanted: number,
  total: number,
  sizes: { readonly keys: number; readonly range: number },
): 'ranges' | 'keys' {
  return Math.ceil(wanted / sizes.keys) < Math.ceil(total / sizes.range) ? 'keys' : 'ranges';
}

/**
 * What has to be read again: databases that are wanted and new, or whose mark is another one.
 * @param seen by name, the mark with which a database was read
 */
export function movedDatabases(
  infos: readonly DatabaseInfo[],
  wanted: ReadonlySet<string> | ReadonlyMap<string, unknown>,
  seen: (name: string) => string | undefined,
): readonly DatabaseInfo[] {
  return infos.filter((info) => wanted.has(info.name) && seen(info.name) !== markOf(info));
}

export function inGroups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
