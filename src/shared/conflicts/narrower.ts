import { absent, slotText, textList, type Slot } from './slot.ts';

/** Takes, of what the sides say, what gives the least access. Order of the sides does not matter. */
export type Narrowest = (slots: readonly Slot[]) => Slot;

/** One that says no is enough: `enabled`. */
export const allMustAllow: Narrowest = (slots) =>
  slots.find(({ value }) => value === false) ?? firstOf(slots);

/** One that protects is enough: `readOnly`, `production`. */
export const anyProtects: Narrowest = (slots) =>
  slots.find(({ value }) => value === true) ?? firstOf(slots);

/** What is withdrawn on one side is withdrawn, and from the earliest instant on; null and nothing are never. */
export const earliestInstant: Narrowest = (slots) => {
  const instants = slots.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  const first = instants.sort()[0];
  return first === undefined ? firstOf(slots) : { present: true, value: first };
};

/** Of words in the order of what they allow the one that allows least; nothing counts as the first word. */
export function leastOf(words: readonly string[]): Narrowest {
  return (slots) => {
    const least = Math.min(...slots.map((slot) => rank(words, slot)));
    return firstOf(slots.filter((slot) => rank(words, slot) === least));
  };
}

/**
 * Only what all sides have. `otherwise`: what null, or nothing, stands for; `all` leaves the others' lists
 * as they are, `none` is narrower than every list.
 */
export function whatAllHave(otherwise: 'all' | 'none'): Narrowest {
  return (slots) => {
    const lists = slots.map(({ value }) => textList(value));
    const open = slots.find((_, side) => lists[side] === null);
    const known = lists.filter((list) => list !== null);
    if (open !== undefined && (otherwise === 'none' || known.length === 0)) {
      return firstOf(slots.filter((_, side) => lists[side] === null));
    }
    const [first = [], ...rest] = known;
    const common = first.filter((text) => rest.every((list) => list.includes(text)));
    return { present: true, value: [...new Set(common)].sort() };
  };
}

/** Where an object stands against nothing, nothing is narrower. */
export const nothingIsLess: Narrowest = (slots) => {
  const nothing = slots.filter(({ value }) => value === null);
  return firstOf(nothing.length > 0 ? nothing : slots);
};

/** The same one whatever the order: a present one first, then by its text. */
function firstOf(slots: readonly Slot[]): Slot {
  return (
    [...slots].sort((a, b) => {
      if (a.present !== b.present) return a.present ? -1 : 1;
      const [one, other] = [slotText(a), slotText(b)];
      return one === other ? 0 : one < other ? -1 : 1;
    })[0] ?? absent
  );
}

function rank(words: readonly string[], { value }: Slot): number {
  return typeof value === 'string' ? Math.max(0, words.indexOf(value)) : 0;
}
