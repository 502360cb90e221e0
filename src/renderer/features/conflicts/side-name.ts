import type { ConflictSide } from '../../../shared/bridge/conflict-views.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';

const text = words.conflicts.sides;

/** `Mine`; `Theirs` where there is one other side, else a number. */
export function sideName(sides: readonly ConflictSide[], index: number): string {
  const side = sides[index];
  if (side?.mine === true) return text.mine;
  const theirsAlone = sides.length === 2 && sides.some(({ mine }) => mine);
  return theirsAlone ? text.theirs : text.nth(index + 1);
}

/** Whose edit a side is, and from when, as far as it says so. */
export function sideOrigin(
  { updatedBy, updatedAt }: Pick<ConflictSide, 'updatedBy' | 'updatedAt'>,
  now: Date,
): string {
  if (updatedAt === null) return updatedBy ?? text.unknown;
  const at = moment(updatedAt, now);
  return updatedBy === null ? at : text.by(updatedBy, at);
}
