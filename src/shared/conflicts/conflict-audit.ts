import type { Json } from '../json.ts';
import type { FieldDecision, MergeResult } from './merge-result.ts';
import type { Slot } from './slot.ts';

/**
 * What the audit log keeps of a decided conflict: of every place where the sides differed the values of all
 * of them and what was taken, so that nothing is gone without a trace. Hashes are only marked.
 */
export function conflictFacts({ sides, fields }: MergeResult): Json {
  return {
    sides: sides.map(({ rev, body }, index) => ({
      rev,
      winner: index === 0,
      updatedBy: body['updatedBy'] ?? null,
      updatedAt: body['updatedAt'] ?? null,
    })),
    fields: fields
      .filter(({ verdict }) => verdict !== 'same')
      .map((field) => ({
        path: field.path,
        verdict: field.verdict,
        base: field.base.known ? told(field, field.base.slot) : { unknown: true },
        values: field.values.map((slot) => told(field, slot)),
        taken: field.taken === null ? { absent: true } : told(field, field.taken),
      })),
  };
}

/** Tells nothing from null. */
function told({ hidden }: FieldDecision, { present, value }: Slot): Json {
  if (!present) return { absent: true };
  return hidden ? { hash: 'not told' } : { value };
}
