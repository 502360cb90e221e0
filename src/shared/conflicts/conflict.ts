import { parseRegistryDocument } from '../documents/registry-document.ts';
import { mergeLeaves } from './merge-leaves.ts';
import type { Choice, Leaf, MergeResult } from './merge-result.ts';
import { isMergedKind } from './rules.ts';
import type { JsonObject } from './slot.ts';

/** A document with more than one live leaf, and what is known of where they departed. */
export interface Conflict {
  readonly id: string;
  readonly leaves: readonly Leaf[];
  readonly origin:
    | {
        readonly known: 'here';
        /** Bodies of the newest common ancestors, at least one. */
        readonly bases: readonly JsonObject[];
        /** The same, where what a side has seen and decided over counts too; null: not all are here. */
        readonly accessBases: readonly JsonObject[] | null;
      }
    /** There is one, and this device never had it. */
    | { readonly known: 'elsewhere' }
    /** The sides were made apart. */
    | { readonly known: 'none' };
}

/**
 * The kind whose rules hold: the documents' type, or that one side is of no known kind or broken, and then
 * nothing is merged by rule.
 */
function kindOf({ id, leaves }: Conflict): string {
  let kind = 'unknown-kind';
  for (const { body, deleted } of leaves) {
    if (deleted) continue;
    const parsed = parseRegistryDocument(id, body);
    if (parsed.outcome !== 'document') return parsed.outcome;
    kind = parsed.document.type;
  }
  return kind;
}

/** Merges a conflict by the rules of its kind, with a person's choices where there are any. */
export function mergeConflict(
  conflict: Conflict,
  choices?: ReadonlyMap<string, Choice>,
): MergeResult {
  const { origin, leaves } = conflict;
  const [base = null, ...furtherBases] = origin.known === 'here' ? origin.bases : [];
  return mergeLeaves({
    kind: kindOf(conflict),
    base,
    baseElsewhere: origin.known === 'elsewhere',
    furtherBases,
    ...(origin.known === 'here' ? { accessBases: origin.accessBases } : {}),
    leaves,
    ...(choices === undefined ? {} : { choices }),
  });
}

/**
 * Whether a conflict may be merged without asking anybody. What a rule takes for want of a common ancestor
 * waits for a device that has the ancestor, so that all come to the same; sides that were made apart have
 * none anywhere.
 */
export function mergesQuietly(conflict: Conflict, result: MergeResult): boolean {
  if (result.merged === null || result.sides.length < 2) return false;
  if (result.needsBase && conflict.origin.known === 'elsewhere') return false;
  if (!result.changesWinner) return true;
  return (
    isMergedKind(kindOf(conflict)) &&
    parseRegistryDocument(conflict.id, result.merged).outcome === 'document'
  );
}
