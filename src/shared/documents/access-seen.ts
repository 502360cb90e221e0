import { z } from 'zod';

/**
 * Revisions of conflicting leaves that access was decided over, by JSON pointer of the field that was
 * decided. A list is of before there were pointers and means every field.
 */
export const accessSeenSchema = z.union([
  z.array(z.string()),
  z.record(z.string(), z.array(z.string())),
]);

export type AccessSeen = z.infer<typeof accessSeenSchema>;

/** What one field was decided over. */
export function seenAt(seen: AccessSeen | undefined, path: string): readonly string[] {
  const byPath = byPointer(seen);
  return [...(byPath.get('') ?? []), ...(byPath.get(path) ?? [])];
}

/** What any field was decided over. */
export function seenAnywhere(seen: AccessSeen | undefined): readonly string[] {
  return [...byPointer(seen).values()].flat();
}

/** Every decision of several; each list in order, without those left out; undefined where nothing is left. */
export function joinSeen(
  all: readonly (AccessSeen | undefined)[],
  leaveOut: ReadonlySet<string> = new Set(),
): Readonly<Record<string, string[]>> | undefined {
  const joined = new Map<string, Set<string>>();
  for (const seen of all) {
    for (const [path, revs] of byPointer(seen)) {
      const kept = revs.filter((rev) => !leaveOut.has(rev));
      if (kept.length > 0) joined.set(path, new Set([...(joined.get(path) ?? []), ...kept]));
    }
  }
  if (joined.size === 0) return undefined;
  const inOrder = [...joined].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(inOrder.map(([path, revs]) => [path, [...revs].sort()]));
}

function byPointer(seen: AccessSeen | undefined): ReadonlyMap<string, readonly string[]> {
  if (seen === undefined) return new Map();
  return Array.isArray(seen) ? new Map([['', seen]]) : new Map(Object.entries(seen));
}
