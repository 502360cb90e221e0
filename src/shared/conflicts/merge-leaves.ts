import { joinSeen } from '../documents/access-seen.ts';
import { compareRevs } from './compare-revs.ts';
import { decideField, type Decision } from './decide-field.ts';
import { accessSeenOf, marksSeenOf, mergedRevs, seenRevsAt } from './merged-revs.ts';
import type { FieldDecision, Leaf, MergeInput, MergeResult } from './merge-result.ts';
import { isMergedKind, ruleAt, rulesOf, type FieldRule, type KindRules } from './rules.ts';
import {
  absent,
  distinct,
  isObject,
  orderedObject,
  pointerTo,
  slotAt,
  slotOf,
  slotText,
  type JsonObject,
  type Slot,
} from './slot.ts';
import { decideUnit } from './decide-unit.ts';

/** Fields that say how documents were merged, not what they say. */
const bookkeeping: ReadonlySet<string> = new Set(['merged_revs', 'access_seen', 'marks_seen']);
const noRules: KindRules = { fields: { '': { kind: 'whole' } }, units: [] };

interface Walk {
  readonly rules: KindRules;
  /** Which sides nobody has decided over yet, at one place. */
  readonly isOpen: (side: number, path: string) => boolean;
  readonly sides: readonly Leaf[];
  readonly input: MergeInput;
  readonly fields: FieldDecision[];
  needsBase: boolean;
}

/**
 * Merges the leaves of one document by field, with the rules of its kind. A deleted leaf never wins over a
 * live one. What is taken depends on nothing but the leaves, their ancestor and the choices, so two
 * devices that merge the same come to the same bytes.
 */
export function mergeLeaves(input: MergeInput): MergeResult {
  const sides = input.leaves
    .filter(({ deleted }) => !deleted)
    .toSorted((a, b) => compareRevs(a.rev, b.rev));
  const [winner] = sides;
  if (winner === undefined) return nothingToMerge;
  const walk: Walk = {
    rules: isMergedKind(input.kind) ? rulesOf(input.kind) : noRules,
    isOpen: openSides(sides),
    sides,
    input,
    fields: [],
    needsBase: false,
  };
  const bodies = sides.map(({ body }) => content(body));
  const bases = basesOf(input)?.map(content) ?? null;
  const taken = isMergedKind(input.kind)
    ? mergeDocument(walk, bodies, bases)
    : place(walk, '', present(bodies), bases === null ? null : present(bases));
  const asks = walk.fields.flatMap((field) => (field.taken === null ? [field.path] : []));
  const body = asks.length === 0 && isObject(taken.value) ? taken.value : null;
  // Even where it says what the winner says: the other sides are to be named as merged into it, or what
  // they did to a third one that another device merges meanwhile is forgotten.
  const sameAsWinner = slotText(taken) === slotText(present(bodies)[0] ?? absent);
  const changesWinner =
    body !== null && (!sameAsWinner || (isMergedKind(input.kind) && sides.length > 1));
  return {
    sides,
    fields: walk.fields,
    asks,
    merged: body === null ? null : changesWinner ? mergedDocument(body, sides) : winner.body,
    changesWinner,
    needsBase: walk.needsBase,
    accessChosen: walk.fields.some(choseAccess),
  };
}

function openSides(sides: readonly Leaf[]): Walk['isOpen'] {
  const open = new Map<string, readonly boolean[]>();
  return (side, path) => {
    let at = open.get(path);
    if (at === undefined) {
      const seen = new Set(sides.flatMap(({ body }) => seenRevsAt(body, path)));
      at = sides.map(({ rev }) => !seen.has(rev));
      open.set(path, at);
    }
    return at[side] ?? true;
  };
}

const nothingToMerge: MergeResult = {
  sides: [],
  fields: [],
  asks: [],
  merged: null,
  changesWinner: false,
  needsBase: false,
  accessChosen: false,
};

/** The ancestors that sides may be compared with; null where none is known. */
function basesOf({ base, furtherBases = [] }: MergeInput): readonly JsonObject[] | null {
  return base === null ? null : [base, ...furtherBases];
}

function mergeDocument(
  walk: Walk,
  bodies: readonly JsonObject[],
  bases: readonly JsonObject[] | null,
): Slot {
  const ofUnits = new Set(walk.rules.units.flatMap(({ members }) => members));
  const merged: Record<string, Slot['value']> = {};
  for (const unit of walk.rules.units) {
    const decision = decideUnit(unit, {
      bodies,
      open: bodies.filter((_, side) => walk.isOpen(side, `/${unit.name}`)),
      bases,
      chosen: chosenBody(walk, `/${unit.name}`),
    });
    Object.assign(merged, decision.body);
    if (decision.needsBase) walk.needsBase = true;
    if (decision.field !== null) walk.fields.push(decision.field);
  }
  const keys = new Set([...bodies, ...(bases ?? [])].flatMap((body) => Object.keys(body)));
  for (const key of [...keys].sort()) {
    if (ofUnits.has(key)) continue;
    const slots = bodies.map((body) => slotOf(body, key));
    const before = bases === null ? null : bases.map((base) => slotOf(base, key));
    const slot = place(walk, pointerTo('', key), slots, before);
    if (slot.present) merged[key] = slot.value;
  }
  return { present: true, value: merged };
}

/** Merges what is at one place; answers the winner's value for as long as it is asked. */
function place(
  walk: Walk,
  path: string,
  slots: readonly Slot[],
  bases: readonly Slot[] | null,
): Slot {
  const rule = ruleAt(walk.rules, path);
  const inner = distinct(slots).length > 1 ? objectsOf(rule, slots, bases) : null;
  if (inner !== null) return mergeObject(walk, path, inner);
  const { base, contradicted } = ancestorAt(walk, path, rule, bases);
  const open = slots.filter((_, side) => walk.isOpen(side, path));
  const decision = decideField(rule, {
    slots,
    open,
    base,
    contradicted,
    elsewhere: walk.input.baseElsewhere === true,
  });
  if (decision.needsBase) walk.needsBase = true;
  const field = fieldOf(path, rule, slots, base, decision);
  const chosen = chosenSlot(walk, field);
  const decided = chosen === null ? field : { ...field, taken: chosen };
  walk.fields.push(decided);
  return decided.taken ?? slots[0] ?? absent;
}

/**
 * What the sides departed from at one place. Ancestors that contradict each other, as after crosswise
 * merges, tell nothing. Of access, what a side has seen and decided over is an ancestor too: where it
 * differs, access was withdrawn on one side and given back on the other.
 */
function ancestorAt(
  { input: { accessBases } }: Walk,
  path: string,
  rule: FieldRule | undefined,
  bases: readonly Slot[] | null,
): { readonly base: Slot | null; readonly contradicted: boolean } {
  const ofAccess = rule?.kind === 'access' && bases !== null && accessBases !== undefined;
  if (ofAccess && accessBases === null) return { base: null, contradicted: true };
  const further = ofAccess ? (accessBases ?? []).map((base) => slotAt(base, path)) : [];
  const all = [...(bases ?? []), ...further];
  const [base = null, ...others] = distinct(all);
  return others.length > 0 ? { base: null, contradicted: true } : { base, contradicted: false };
}

function mergeObject(
  walk: Walk,
  path: string,
  { objects, bases }: { objects: readonly JsonObject[]; bases: readonly JsonObject[] | null },
): Slot {
  const merged: Record<string, Slot['value']> = {};
  const keys = new Set([...objects, ...(bases ?? [])].flatMap((one) => Object.keys(one)));
  for (const key of [...keys].sort()) {
    const slot = place(
      walk,
      pointerTo(path, key),
      objects.map((object) => slotOf(object, key)),
      bases === null ? null : bases.map((base) => slotOf(base, key)),
    );
    if (slot.present) merged[key] = slot.value;
  }
  return { present: true, value: merged };
}

/** The objects at a place that is merged field by field, or null where it is taken as a whole. */
function objectsOf(
  rule: FieldRule | undefined,
  slots: readonly Slot[],
  bases: readonly Slot[] | null,
): {
  readonly objects: readonly JsonObject[];
  readonly bases: readonly JsonObject[] | null;
} | null {
  if (rule !== undefined && (rule.kind !== 'access' || rule.fields !== true)) return null;
  const objects = slots.flatMap(({ value }) => (isObject(value) ? [value] : []));
  if (objects.length !== slots.length) return null;
  if (bases === null) return { objects, bases: null };
  const before: JsonObject[] = [];
  for (const { present: there, value } of bases) {
    if (isObject(value)) before.push(value);
    else if (!there || (value === null && rule !== undefined)) before.push({});
    else return null;
  }
  return { objects, bases: before };
}

function fieldOf(
  path: string,
  rule: FieldRule | undefined,
  values: readonly Slot[],
  base: Slot | null,
  { verdict, taken, reason, narrowest }: Decision,
): FieldDecision {
  return {
    path,
    base: { known: base !== null, slot: base ?? absent },
    values,
    verdict,
    taken,
    reason,
    rule: ruleName(path, rule),
    hidden: rule?.kind === 'whole' && rule.hidden === true,
    narrowest,
  };
}

function ruleName(path: string, rule: FieldRule | undefined): FieldDecision['rule'] {
  if (path === '') return 'document';
  if (rule?.kind === 'counter') return 'counter';
  if (rule?.kind !== 'access') return 'edit';
  return rule.final === true ? 'final' : 'access';
}

function chosenSlot({ input, sides }: Walk, { path, values }: FieldDecision): Slot | null {
  const choice = input.choices?.get(path);
  if (choice === undefined) return null;
  if (!('side' in choice)) return { present: true, value: choice.value };
  return values[sides.findIndex(({ rev }) => rev === choice.side)] ?? null;
}

function chosenBody({ input, sides }: Walk, path: string): JsonObject | null {
  const choice = input.choices?.get(path);
  if (choice === undefined || !('side' in choice)) return null;
  const side = sides.find(({ rev }) => rev === choice.side);
  return side === undefined ? null : content(side.body);
}

function choseAccess({ rule, taken, narrowest }: FieldDecision): boolean {
  if (rule === 'counter' || rule === 'edit' || rule === 'document') return false;
  return taken !== null && narrowest !== null && slotText(taken) !== slotText(narrowest);
}

function present(bodies: readonly JsonObject[]): readonly Slot[] {
  return bodies.map((value) => ({ present: true, value }));
}

/** A body without its revision and without what tells how it was merged. */
function content(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(([key]) => key !== '_rev' && !bookkeeping.has(key)),
  );
}

/** The merged document as it is written: keys in order, and the sides that went into it named. */
export function mergedDocument(body: JsonObject, sides: readonly Leaf[]): JsonObject {
  const merged_revs = [...mergedRevs(sides)];
  const gone = new Set(merged_revs);
  // Of a side that is not here, nothing but its access was decided over: it did not go into this.
  const access_seen = joinSeen(
    sides.map((side) => accessSeenOf(side.body)),
    gone,
  );
  const marks_seen = [...new Set(sides.flatMap((side) => marksSeenOf(side.body)))].filter(
    (rev) => !gone.has(rev),
  );
  return orderedObject({
    ...content(body),
    merged_revs,
    ...(access_seen === undefined ? {} : { access_seen }),
    ...(marks_seen.length === 0 ? {} : { marks_seen: marks_seen.sort() }),
  });
}
