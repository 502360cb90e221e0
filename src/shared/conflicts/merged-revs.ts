import { compareRevs } from './compare-revs.ts';
import type { Leaf } from './merge-result.ts';
import { textList, type JsonObject } from './slot.ts';

/** So many are kept; an older side was long ago. */
const limit = 50;

/** Revisions of leaves that were merged into a document or one before it. */
export function revsOf(body: JsonObject): readonly string[] {
  return textList(body['merged_revs'] ?? null) ?? [];
}

/** Revisions whose access a document was decided over: merged, or seen by whoever edited it. */
export function seenRevs(body: JsonObject): readonly string[] {
  return [
    ...revsOf(body),
    ...(textList(body['access_seen'] ?? null) ?? []),
    ...(textList(body['marks_seen'] ?? null) ?? []),
  ];
}

/** What a document merged from these sides, winner first, names as merged into it; newest first. */
export function mergedRevs(sides: readonly Leaf[]): readonly string[] {
  const [, ...others] = sides;
  const all = [...others.map(({ rev }) => rev), ...sides.flatMap(({ body }) => seenRevs(body))];
  return [...new Set(all)].sort(compareRevs).slice(0, limit);
}
