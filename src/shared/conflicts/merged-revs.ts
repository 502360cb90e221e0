import {
  accessSeenSchema,
  seenAnywhere,
  seenAt,
  type AccessSeen,
} from '../documents/access-seen.ts';
import { compareRevs } from './compare-revs.ts';
import type { Leaf } from './merge-result.ts';
import { textList, type JsonObject } from './slot.ts';

/** So many are kept; an older side was long ago. */
const limit = 50;

/** Revisions of leaves that were merged into a document or one before it. */
export function revsOf(body: JsonObject): readonly string[] {
  return textList(body['merged_revs'] ?? null) ?? [];
}

/** What the document says that its access was decided over. */
export function accessSeenOf(body: JsonObject): AccessSeen | undefined {
  return accessSeenSchema.optional().catch(undefined).parse(body['access_seen']);
}

/** Leaves whose marks a server's document was decided over. */
export function marksSeenOf(body: JsonObject): readonly string[] {
  return textList(body['marks_seen'] ?? null) ?? [];
}

/** Revisions over which some access of a document was decided: merged, or seen by whoever edited it. */
export function seenRevs(body: JsonObject): readonly string[] {
  return [...revsOf(body), ...marksSeenOf(body), ...seenAnywhere(accessSeenOf(body))];
}

/** The same for one field. */
export function seenRevsAt(body: JsonObject, path: string): readonly string[] {
  return [...revsOf(body), ...marksSeenOf(body), ...seenAt(accessSeenOf(body), path)];
}

/**
 * The leaves whose say on one access field counts: those that no other one was decided over. All of them
 * where that would leave none.
 */
export function undecided<
  One extends {
    readonly _rev?: string | undefined;
    readonly access_seen?: AccessSeen | undefined;
    readonly merged_revs?: readonly string[] | undefined;
  },
>(leaves: readonly One[], path: string): readonly One[] {
  const seen = new Set(
    leaves.flatMap(({ access_seen, merged_revs = [] }) => [
      ...seenAt(access_seen, path),
      ...merged_revs,
    ]),
  );
  const open = leaves.filter(({ _rev }) => _rev === undefined || !seen.has(_rev));
  return open.length === 0 ? leaves : open;
}

/** What a document merged from these sides, winner first, names as merged into it; newest first. */
export function mergedRevs(sides: readonly Leaf[]): readonly string[] {
  const [, ...others] = sides;
  const all = [...others.map(({ rev }) => rev), ...sides.flatMap(({ body }) => revsOf(body))];
  return [...new Set(all)].sort(compareRevs).slice(0, limit);
}
