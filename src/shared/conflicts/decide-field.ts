import type { FieldVerdict } from '../bridge/conflict-views.ts';
import type { FieldRule } from './rules.ts';
import { distinct, slotText, textList, type Slot } from './slot.ts';

export interface Decision {
  readonly verdict: FieldVerdict;
  /** Null: a person has to choose. */
  readonly taken: Slot | null;
  readonly reason: string;
  readonly narrowest: Slot | null;
  /** Taken by a rule alone, for want of a common ancestor. */
  readonly needsBase: boolean;
}

/** What the sides have at one place. */
export interface Place {
  /** Winner first. */
  readonly slots: readonly Slot[];
  /** Those of them that nobody has decided over yet; at least one. */
  readonly open: readonly Slot[];
  /** Null: not known. */
  readonly base: Slot | null;
  /** There are several ancestors, and they differ here: one of them may know of the other's decision. */
  readonly contradicted: boolean;
  /** There is an ancestor, and this device does not have it. */
  readonly elsewhere: boolean;
}

const bothEdited = 'It was edited on more than one side.';
const contradiction =
  'The sides were merged crosswise, and what they departed from contradicts itself.';
const unknownBase = 'The sides differ, and what they departed from is not known here.';

/** Decides one place whose sides differ or not. The order of the sides does not matter for what is taken. */
export function decideField(rule: FieldRule | undefined, place: Place): Decision {
  const [first] = place.slots;
  if (first === undefined) throw new TypeError('a conflict has sides');
  const sides = distinct(normal(rule, place.slots));
  if (sides.length === 1) return decided('same', first, '');
  if (rule?.kind === 'counter') return decided('safer', highest(place.slots), 'It never falls.');
  if (rule?.kind === 'access') return decideAccess(rule, place);
  const changed = changedFrom(place.base, sides);
  if (changed === null) return ask(unknownBase);
  const [only] = changed;
  return changed.length === 1 && only !== undefined
    ? decided('one-side', only, 'Only one side changed it.')
    : ask(bothEdited);
}

function decideAccess(rule: FieldRule & { readonly kind: 'access' }, place: Place): Decision {
  const open = normal(rule, place.open);
  const narrowest = rule.narrowest(open);
  const safer = (reason: string, needsBase: boolean): Decision => ({
    ...decided('safer', narrowest, reason),
    narrowest,
    needsBase,
  });
  const sides = distinct(open);
  const [only] = sides;
  if (sides.length === 1 && only !== undefined) {
    return {
      ...decided('one-side', only, 'It was decided over the other side already.'),
      narrowest,
    };
  }
  if (rule.final === true) return safer('Nobody takes it back.', false);
  // A withdrawal may have been taken back by somebody who knew of it: nobody but a person can tell.
  if (place.contradicted) return { ...ask(contradiction), narrowest };
  if (place.base === null) {
    if (place.elsewhere) return { ...ask(unknownBase), narrowest };
    return safer('The narrower of the sides, until somebody widens it.', true);
  }
  const lists = rule.set === true ? mergedList(open, place.base) : null;
  const changed = changedFrom(normal(rule, [place.base])[0] ?? place.base, sides) ?? sides;
  const [single] = changed;
  const wanted = lists ?? (changed.length === 1 ? (single ?? null) : null);
  if (wanted === null) return safer('Both sides changed it; the narrower one counts.', false);
  if (slotText(wanted) === slotText(narrowest)) {
    return changed.length === 1
      ? { ...decided('one-side', wanted, 'Only one side changed it.'), narrowest }
      : safer('What one side took away is gone.', false);
  }
  return { ...ask('One side gives more access than the other has.'), narrowest };
}

/** A list with what each side added and without what any side took out; null where it is not a list. */
function mergedList(sides: readonly Slot[], base: Slot): Slot | null {
  const before = base.present && base.value !== null ? textList(base.value) : [];
  const lists = sides.flatMap(({ value }) => {
    const list = textList(value);
    return list === null ? [] : [list];
  });
  if (before === null || lists.length !== sides.length) return null;
  const all = new Set([...before, ...lists.flat()]);
  const kept = [...all].filter(
    (text) => !before.includes(text) || lists.every((list) => list.includes(text)),
  );
  return { present: true, value: kept.sort() };
}

/** The sides that differ from what they departed from; null where that is not known. */
function changedFrom(base: Slot | null, sides: readonly Slot[]): readonly Slot[] | null {
  if (base === null) return null;
  const before = slotText(base);
  return sides.filter((side) => slotText(side) !== before);
}

/** Lists whose order says nothing, in one order. */
function normal(rule: FieldRule | undefined, slots: readonly Slot[]): readonly Slot[] {
  if (rule?.kind !== 'access' || rule.set !== true) return slots;
  return slots.map((slot) => {
    const list = textList(slot.value);
    return list === null ? slot : { present: true, value: [...new Set(list)].sort() };
  });
}

function highest(slots: readonly Slot[]): Slot {
  const numbers = slots.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  return { present: true, value: Math.max(...numbers) };
}

function decided(verdict: FieldVerdict, taken: Slot, reason: string): Decision {
  return { verdict, taken, reason, narrowest: null, needsBase: false };
}

function ask(reason: string): Decision {
  return { verdict: 'ask', taken: null, reason, narrowest: null, needsBase: false };
}
