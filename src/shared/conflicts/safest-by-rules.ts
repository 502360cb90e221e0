import { seenRevsAt } from './merged-revs.ts';
import { rulesOf, type MergedKind } from './rules.ts';
import { slotAt, type JsonObject } from './slot.ts';

/** A leaf with its revision. */
export interface SafestSide {
  readonly rev: string;
  readonly body: JsonObject;
}

/**
 * What counts where a document has conflicting leaves, by the rules of merging its kind and before anybody
 * has merged them: everything from the winner, but of each field that decides on access the narrowest of
 * the leaves that no other one was decided over. For kinds whose access fields are all at the top.
 */
export function safestByRules(
  kind: MergedKind,
  winner: SafestSide,
  others: readonly SafestSide[],
): JsonObject {
  const leaves = [winner, ...others];
  const decided: Record<string, JsonObject[string]> = { ...winner.body };
  for (const [path, rule] of Object.entries(rulesOf(kind).fields)) {
    if (rule.kind !== 'access') continue;
    const name = path.slice(1);
    const taken = rule.narrowest(open(leaves, path).map(({ body }) => slotAt(body, path)));
    if (taken.present) decided[name] = taken.value;
  }
  for (const unit of rulesOf(kind).units) {
    if (unit.access !== true) continue;
    // As merging does: what else differs must not decide between two that are alike in these fields.
    const chosen = unit.choose(
      open(leaves, `/${unit.name}`).map(({ body }) =>
        Object.fromEntries(Object.entries(body).filter(([key]) => unit.members.includes(key))),
      ),
    );
    for (const name of unit.members) {
      const value = chosen[name];
      if (value !== undefined) decided[name] = value;
    }
  }
  return decided;
}

/** The leaves that no other one was decided over at that place; all of them where that leaves none. */
function open(leaves: readonly SafestSide[], path: string): readonly SafestSide[] {
  const seen = new Set(leaves.flatMap(({ body }) => [...seenRevsAt(body, path)]));
  const left = leaves.filter(({ rev }) => !seen.has(rev));
  return left.length === 0 ? leaves : left;
}
