import type { Json } from '../json.ts';
import { canonicalJson } from '../canonical-json.ts';
import { isObject, type JsonObject } from './slot.ts';

/** Picks one of several sides; the answer is the same whatever their order. */
export type Chooser = (sides: readonly JsonObject[]) => JsonObject;

/** The side that was edited last. */
export const latestEdit: Chooser = (sides) => best(sides, ['updatedAt', 'updatedBy'], 'greatest');

/** The side that was made first. */
export const earliestMade: Chooser = (sides) =>
  best(sides, ['createdAt', 'createdBy', 'created_by'], 'least');

/** The side whose credential was made last, whoever rotates wants the one before to end. */
export const latestRotation: Chooser = (sides) =>
  best(sides, ['rotatedAt', 'credential_id'], 'greatest');

/** The side whose token was made last, since whoever sends a link anew wants the one before to end. */
export const latestSent: Chooser = (sides) => best(sides, ['sentAt', 'tokenHash'], 'greatest');

/** The side on which somebody signed in last. */
export const latestLogin: Chooser = (sides) => best(sides, ['lastLoginAt'], 'greatest');

/** The side that was answered first; one that was not answered does not count. */
export const firstAnswer: Chooser = (sides) => {
  const answered = sides.filter(({ acceptedAt }) => typeof acceptedAt === 'string');
  return best(answered.length > 0 ? answered : sides, ['acceptedAt', 'acceptedBy'], 'least');
};

/** The side that counted most: a count only rises. */
export const mostCounted: Chooser = (sides) => {
  const highest = Math.max(...sides.map(({ count }) => (typeof count === 'number' ? count : 0)));
  return best(
    sides.filter(({ count }) => (typeof count === 'number' ? count : 0) === highest),
    ['last_used'],
    'greatest',
  );
};

/** An overlap that one side has ended is ended, if it is the chosen side's. */
export function withEndedOverlap(chosen: JsonObject, sides: readonly JsonObject[]): JsonObject {
  const previous = chosen['previous'] ?? null;
  if (!isObject(previous) || previous['ended'] === true) return chosen;
  const ended = sides.some((side) => {
    const other: Json = side['previous'] ?? null;
    return (
      isObject(other) &&
      other['ended'] === true &&
      other['credential_id'] === previous['credential_id']
    );
  });
  return ended ? { ...chosen, previous: { ...previous, ended: true } } : chosen;
}

function best(
  sides: readonly JsonObject[],
  keys: readonly string[],
  which: 'least' | 'greatest',
): JsonObject {
  const sorted = [...sides].sort((a, b) => compare(a, b, keys));
  return (which === 'least' ? sorted[0] : sorted.at(-1)) ?? {};
}

function compare(a: JsonObject, b: JsonObject, keys: readonly string[]): number {
  for (const key of keys) {
    const [one, other] = [text(a[key]), text(b[key])];
    if (one !== other) return one < other ? -1 : 1;
  }
  const [one, other] = [canonicalJson(a), canonicalJson(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
