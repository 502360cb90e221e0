import type { Json } from '../json.ts';

/**
 * How one field of a conflict was or is to be decided. `same`: all sides agree; `one-side`: only one side
 * changed it; `safer`: the kind's rule takes the safer value; `ask`: a person has to choose.
 */
export type FieldVerdict = 'same' | 'one-side' | 'safer' | 'ask';

/** One side of a conflict: a leaf of the document's revision tree. */
export interface ConflictSide {
  readonly rev: string;
  /** `mine`: this device's last edit of the document; at most one side is. */
  readonly mine: boolean;
  /** CouchDB's winner, which is what every list shows until somebody decides. */
  readonly winner: boolean;
  readonly deleted: boolean;
  readonly updatedBy: string | null;
  readonly updatedAt: string | null;
}

export interface ConflictField {
  /** JSON pointer (RFC 6901) into the document. */
  readonly path: string;
  /** Undefined-ness is said by `known`, since null is a value. */
  readonly base: { readonly known: boolean; readonly value: Json };
  /** In the order of `ConflictDetail.sides`; `present` false where that side has no such field. */
  readonly values: readonly { readonly present: boolean; readonly value: Json }[];
  readonly verdict: FieldVerdict;
  /** What the rules take; null-valued with verdict `ask`, until somebody chose. */
  readonly taken: { readonly present: boolean; readonly value: Json };
  /** Why, in words; empty for `same`. */
  readonly reason: string;
}

export interface ConflictRow {
  readonly documentId: string;
  readonly kind: string;
  /** The name a person knows it by: the tenant's, the blueprint's. */
  readonly title: string;
  readonly tenantId: string | null;
  /** Paths that a person has to choose. */
  readonly asks: readonly string[];
  readonly sides: number;
  /** The latest edit among the sides. */
  readonly updatedAt: string | null;
}

export interface ConflictPage {
  readonly rows: readonly ConflictRow[];
  readonly total: number;
  /** Kinds of all documents in conflict, whatever the filter. */
  readonly kinds: readonly string[];
  /** How many were merged without asking since the console was started. */
  readonly mergedQuietly: number;
}

export interface ConflictDetail extends ConflictRow {
  readonly sideList: readonly ConflictSide[];
  /** Whether the common ancestor is known here; without it every difference is asked. */
  readonly baseKnown: boolean;
  readonly fields: readonly ConflictField[];
}

export interface ConflictsResolved {
  readonly resolved: number;
  /** Those that changed meanwhile, or need more than one choice. */
  readonly left: readonly { readonly documentId: string; readonly message: string }[];
}
