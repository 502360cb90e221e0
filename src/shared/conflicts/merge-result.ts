import type { FieldVerdict } from '../bridge/conflict-views.ts';
import type { JsonObject, Slot } from './slot.ts';

/** One end of a document's revision tree. */
export interface Leaf {
  readonly rev: string;
  /** Its fields, without `_rev`. */
  readonly body: JsonObject;
  readonly deleted: boolean;
}

/** What a person decided for one place: the value of a side, or another one. */
export type Choice = { readonly side: string } | { readonly value: Slot['value'] };

export interface MergeInput {
  /** The documents' type; one without rules is only ever asked as a whole. */
  readonly kind: string;
  /** The newest common ancestor; null where it is not known. */
  readonly base: JsonObject | null;
  /** There is a common ancestor, on another device: what it would tell is asked, not taken by a rule. */
  readonly baseElsewhere?: boolean;
  /** Common ancestors that are as new; a place where they differ from the first counts as unknown. */
  readonly furtherBases?: readonly JsonObject[];
  /**
   * Further ancestors for access alone: those where what a side has seen and decided over counts as its own.
   * Null: not all are known, so that nothing is known of access.
   */
  readonly accessBases?: readonly JsonObject[] | null;
  readonly leaves: readonly Leaf[];
  /** By JSON pointer. */
  readonly choices?: ReadonlyMap<string, Choice>;
}

/** How one place of the document was or is to be decided. */
export interface FieldDecision {
  /** JSON pointer; empty for the whole document. */
  readonly path: string;
  readonly base: { readonly known: boolean; readonly slot: Slot };
  /** In the order of `MergeResult.sides`. */
  readonly values: readonly Slot[];
  readonly verdict: FieldVerdict;
  /** Null where a person has to choose and has not. */
  readonly taken: Slot | null;
  readonly reason: string;
  readonly rule: 'counter' | 'access' | 'final' | 'unit' | 'edit' | 'document';
  /** Its values are hashes, which are shown to nobody. */
  readonly hidden: boolean;
  /** What the rules alone make of a place that decides on access. */
  readonly narrowest: Slot | null;
}

export interface MergeResult {
  /** Live leaves, CouchDB's winner first. */
  readonly sides: readonly Leaf[];
  readonly fields: readonly FieldDecision[];
  /** Places that a person has to choose. */
  readonly asks: readonly string[];
  /** The document that takes the place of all sides, without `_rev`; null while something asks. */
  readonly merged: JsonObject | null;
  /** False where the winner stays as it is, so that only the other sides have to go. */
  readonly changesWinner: boolean;
  /** Something was decided by a rule alone that a common ancestor could have decided otherwise. */
  readonly needsBase: boolean;
  /** A choice gave other access than the rules would. */
  readonly accessChosen: boolean;
}
