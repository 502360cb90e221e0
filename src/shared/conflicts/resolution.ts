import type { JsonObject } from './slot.ts';

/** How a conflict ends: one write of the store, after which the document has a single leaf. */
export interface Resolution {
  readonly id: string;
  /** All live leaves as they were when it was decided, the winner first. */
  readonly revs: readonly string[];
  /** What takes their place; null: the winner stays as it is. */
  readonly body: JsonObject | null;
  /** Whether a person decided or the rules did alone. */
  readonly by: 'person' | 'rules';
}
