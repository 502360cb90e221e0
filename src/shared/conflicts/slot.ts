import { canonicalJson } from '../canonical-json.ts';
import type { Json } from '../json.ts';

export type JsonObject = Readonly<Record<string, Json>>;

/** What one side has at one place of a document; `value` is null where it has nothing there. */
export interface Slot {
  readonly present: boolean;
  readonly value: Json;
}

export const absent: Slot = { present: false, value: null };

/** What an object has under a key. */
export function slotOf(object: JsonObject, key: string): Slot {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return value === undefined ? absent : { present: true, value };
}

/** What an object has at a JSON pointer. */
export function slotAt(object: JsonObject, path: string): Slot {
  let slot: Slot = { present: true, value: object };
  for (const step of path.split('/').slice(1)) {
    if (!isObject(slot.value)) return absent;
    slot = slotOf(slot.value, step.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return slot;
}

/** Equal slots have equal texts, whatever the order of keys. */
export function slotText({ present, value }: Slot): string {
  return present ? canonicalJson(value) : '';
}

export function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The texts of a list, or null where it is no list of texts. */
export function textList(value: Json): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const texts: string[] = [];
  for (const item of value) {
    if (typeof item !== 'string') return null;
    texts.push(item);
  }
  return texts;
}

/** One more step of a JSON pointer (RFC 6901). */
export function pointerTo(path: string, key: string): string {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The first slots of each kind, in their order. */
export function distinct(slots: readonly Slot[]): readonly Slot[] {
  const seen = new Map<string, Slot>();
  for (const slot of slots) {
    const text = slotText(slot);
    if (!seen.has(text)) seen.set(text, slot);
  }
  return [...seen.values()];
}

/** The same value with the keys of every object in code unit order, so that equal values are written alike. */
function inOrder(value: Json): Json {
  if (isObject(value)) return orderedObject(value);
  return isList(value) ? value.map(inOrder) : value;
}

/** The same of an object. */
export function orderedObject(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, inOrder(entry)]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
