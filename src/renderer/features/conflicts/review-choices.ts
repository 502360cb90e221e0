import type { ConflictDetail, ConflictField } from '../../../shared/bridge/conflict-views.ts';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { Json } from '../../../shared/json.ts';
import { stableJson } from '../../../shared/stable-json.ts';

/** A value that a field has, or its absence. */
export interface Held {
  readonly present: boolean;
  readonly value: Json;
}

/** What was chosen for one field. Of a side, its value is kept, so that it can be found again. */
export type Choice =
  | { readonly of: 'side'; readonly rev: string; readonly held: Held }
  | { readonly of: 'text'; readonly text: string };

/** Choices with the sides that were on screen when they were made. */
export interface Choices {
  readonly revs: readonly string[];
  readonly taken: ReadonlyMap<string, Choice>;
}

export interface Carried {
  readonly taken: ReadonlyMap<string, Choice>;
  /** Whether the sides are others than when the choices were made. */
  readonly moved: boolean;
  readonly kept: number;
  /** How many no longer fit. */
  readonly dropped: number;
}

function sameHeld(a: Held, b: Held): boolean {
  return a.present === b.present && (!a.present || stableJson(a.value) === stableJson(b.value));
}

/** Where a person may choose: what has to be asked, and what only one side changed. */
export function isOpen({ verdict }: ConflictField): boolean {
  return verdict === 'ask' || verdict === 'one-side';
}

/** The choice as it fits the sides of now, or null. */
function refitted(choice: Choice, field: ConflictField, revs: readonly string[]): Choice | null {
  if (choice.of === 'text') return choice;
  const there = field.values[revs.indexOf(choice.rev)];
  if (there !== undefined && sameHeld(there, choice.held)) return choice;
  const elsewhere = field.values.findIndex((held) => sameHeld(held, choice.held));
  const rev = revs[elsewhere];
  return rev === undefined ? null : { ...choice, rev };
}

/** What of earlier choices still fits a conflict: a value that some side still has, and every text. */
export function carryOver(choices: Choices | null, detail: ConflictDetail): Carried {
  if (choices === null) return { taken: new Map(), moved: false, kept: 0, dropped: 0 };
  const revs = detail.sideList.map(({ rev }) => rev);
  const moved =
    choices.revs.length !== revs.length || choices.revs.some((rev) => !revs.includes(rev));
  const fields = new Map(detail.fields.map((field) => [field.path, field]));
  const taken = new Map<string, Choice>();
  for (const [path, choice] of choices.taken) {
    const field = fields.get(path);
    if (field === undefined || !isOpen(field)) continue;
    const fits = refitted(choice, field, revs);
    if (fits !== null) taken.set(path, fits);
  }
  return { taken, moved, kept: taken.size, dropped: choices.taken.size - taken.size };
}

/** The choice of every field that has to be asked, from one side. */
export function takeAllFrom(
  detail: ConflictDetail,
  side: number,
  taken: ReadonlyMap<string, Choice>,
): ReadonlyMap<string, Choice> {
  const rev = detail.sideList[side]?.rev;
  const after = new Map(taken);
  for (const { path, verdict, values } of detail.fields) {
    const held = values[side];
    if (verdict === 'ask' && rev !== undefined && held !== undefined)
      after.set(path, { of: 'side', rev, held });
  }
  return after;
}

/** Paths that still have to be chosen, in the order of the fields. */
export function unchosen(
  detail: ConflictDetail,
  taken: ReadonlyMap<string, Choice>,
): readonly string[] {
  return detail.fields
    .filter(({ verdict, path }) => verdict === 'ask' && !taken.has(path))
    .map(({ path }) => path);
}

/** What the field will hold; null while nobody has chosen. */
export function resultOf(field: ConflictField, choice: Choice | undefined): Held | null {
  if (choice?.of === 'text') return { present: true, value: choice.text };
  if (choice !== undefined) return choice.held;
  return field.verdict === 'ask' ? null : field.taken;
}

/** Whether a side's value is the one that will be taken. */
export function isTaken(field: ConflictField, side: number, choice: Choice | undefined): boolean {
  const held = field.values[side];
  const result = choice?.of === 'text' ? null : resultOf(field, choice);
  return held !== undefined && result !== null && sameHeld(held, result);
}

/** Stands for what is not shown, such as a hash. */
const hiddenValue = 'hash, not shown';

/** Whether a field may be given a text that no side has. */
export function takesText({ path, verdict, values }: ConflictField): boolean {
  const texts = values.filter(({ value }) => typeof value === 'string' && value !== hiddenValue);
  return (
    verdict === 'ask' &&
    texts.length > 0 &&
    !path.endsWith('At') &&
    values.every(({ value }) => value === null || typeof value === 'string')
  );
}

type Asked = Parameters<ConsoleClient['conflicts']['resolve']>[0];

/** What is sent: the sides that were seen, and only what was chosen. */
export function requestOf(detail: ConflictDetail, taken: ReadonlyMap<string, Choice>): Asked {
  return {
    documentId: detail.documentId,
    revs: detail.sideList.map(({ rev }) => rev),
    choices: [...taken].map(([path, choice]) => ({
      path,
      take: choice.of === 'text' ? { value: choice.text } : { side: choice.rev },
    })),
  };
}
