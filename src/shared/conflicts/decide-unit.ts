import type { FieldDecision } from './merge-result.ts';
import type { UnitRule } from './rules.ts';
import { absent, distinct, isObject, slotText, type JsonObject, type Slot } from './slot.ts';
import { withEndedOverlap } from './unit-choosers.ts';

interface UnitSides {
  /** Winner first. */
  readonly bodies: readonly JsonObject[];
  /** Those that nobody has decided over yet. */
  readonly open: readonly JsonObject[];
  readonly bases: readonly JsonObject[] | null;
  /** The side that a person took. */
  readonly chosen: JsonObject | null;
}

interface UnitDecision {
  /** The unit's fields as they are taken. */
  readonly body: JsonObject;
  readonly field: FieldDecision | null;
  readonly needsBase: boolean;
}

/**
 * Decides the fields that go together. Nothing of a unit is ever asked: where more than one side changed
 * it, or the ancestor is not known, the unit's own order says which side counts.
 */
export function decideUnit(unit: UnitRule, sides: UnitSides): UnitDecision {
  const all = sides.bodies.map((body) => pick(body, unit));
  const open = unit.access === true ? sides.open.map((body) => pick(body, unit)) : all;
  const bases =
    sides.bases === null ? null : distinct(slots(sides.bases.map((b) => pick(b, unit))));
  const base = bases?.length === 1 ? (bases[0] ?? null) : null;
  const before = base === null ? null : slotText(base);
  const changed =
    before === null ? [] : distinct(slots(open)).filter((s) => slotText(s) !== before);
  const same = distinct(slots(all)).length === 1;
  const [only] = changed;
  const oneSide = unit.access === true && changed.length === 1 && only !== undefined;
  const preferred = oneSide && isObject(only.value) ? only.value : unit.choose(open);
  const byRule = withEndedOverlap(preferred, all);
  const body = sides.chosen === null ? byRule : pick(sides.chosen, unit);
  const needsBase = unit.access === true && !same && before === null && open.length > 1;
  if (unit.shownAs === null) return { body, field: null, needsBase };
  const taken: Slot = { present: true, value: shownOf(body) };
  return {
    body,
    needsBase,
    field: {
      path: `/${unit.name}`,
      base: { known: base !== null, slot: base === null ? absent : shown(base) },
      values: slots(all).map(shown),
      verdict: same ? 'same' : oneSide ? 'one-side' : 'safer',
      taken,
      reason: same ? '' : oneSide ? 'Only one side changed it.' : unit.shownAs,
      rule: 'unit',
      hidden: false,
      narrowest: unit.access === true ? { present: true, value: shownOf(byRule) } : null,
    },
  };
}

function pick(body: JsonObject, { members }: UnitRule): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => members.includes(key)));
}

function slots(bodies: readonly JsonObject[]): readonly Slot[] {
  return bodies.map((value) => ({ present: true, value }));
}

function shown(slot: Slot): Slot {
  return isObject(slot.value) ? { present: true, value: shownOf(slot.value) } : slot;
}

const hidden: ReadonlySet<string> = new Set(['hash', 'tokenHash']);

/** A unit without its hashes, which are shown to nobody. */
function shownOf(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body)
      .filter(([key]) => !hidden.has(key))
      .map(([key, value]) => [key, isObject(value) ? shownOf(value) : value]),
  );
}
