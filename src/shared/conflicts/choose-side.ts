import type { Choice, FieldDecision, Leaf, MergeResult } from './merge-result.ts';
import { slotText } from './slot.ts';

export const sidesToTake = ['mine', 'theirs', 'newest', 'winner'] as const;
export type SideToTake = (typeof sidesToTake)[number];

/**
 * The choices that decide a conflict alike: one side's values wherever something asks, but the narrower
 * side wherever access is asked. Null where it has no such side, since this device has edited none of them.
 * @param mine revision of this device's last edit of the document, or null
 */
export function choicesFor(
  { sides, fields }: MergeResult,
  take: SideToTake,
  mine: string | null,
): ReadonlyMap<string, Choice> | null {
  const side = sideFor(sides, take, mine);
  if (side === null) return null;
  const asked = fields.filter(({ taken }) => taken === null);
  return new Map(
    asked.map((field) => [field.path, narrowChoice(field, sides) ?? { side: side.rev }]),
  );
}

function sideFor(sides: readonly Leaf[], take: SideToTake, mine: string | null): Leaf | null {
  const own = sides.find(({ rev }) => rev === mine) ?? null;
  switch (take) {
    case 'winner':
      return sides[0] ?? null;
    case 'newest':
      return newest(sides);
    case 'mine':
      return own;
    case 'theirs':
      return own === null ? null : newest(sides.filter((side) => side !== own));
  }
}

/** The side that was edited last; where that does not tell, the one that CouchDB would let win. */
function newest(sides: readonly Leaf[]): Leaf | null {
  return sides.reduce<Leaf | null>(
    (last, side) => (last === null || editedAt(side) > editedAt(last) ? side : last),
    null,
  );
}

function editedAt({ body }: Leaf): string {
  const { updatedAt } = body;
  return typeof updatedAt === 'string' ? updatedAt : '';
}

function narrowChoice({ narrowest, values }: FieldDecision, sides: readonly Leaf[]): Choice | null {
  if (narrowest === null) return null;
  const side = sides[values.findIndex((slot) => slotText(slot) === slotText(narrowest))];
  return side === undefined ? { value: narrowest.value } : { side: side.rev };
}
