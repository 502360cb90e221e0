import type { DriftRow } from './drift-views.ts';

/** A document that changed while this device was away. */
export interface ChangeRow {
  readonly documentId: string;
  readonly kind: string;
  readonly title: string;
  readonly tenantId: string | null;
  /** `made`, `changed` or `removed`, seen from the last agreement. */
  readonly what: 'made' | 'changed' | 'removed';
  /** Names of the fields that differ, for a `changed`. */
  readonly fields: readonly string[];
  readonly by: string | null;
  readonly at: string | null;
}

/** The three sides that meet when a device comes back: mine, theirs, and the server itself. */
export interface CatchUp {
  /** The agreement that both sides departed from. */
  readonly since: string;
  readonly mine: readonly ChangeRow[];
  readonly theirs: readonly ChangeRow[];
  /** What was changed on the server by hand, and what others applied there, as far as it was looked at. */
  readonly server: readonly DriftRow[];
  readonly serverLookedAt: string | null;
  /** Documents that are on both sides. */
  readonly conflicts: number;
  /** More rows than are listed, per side. */
  readonly more: { readonly mine: number; readonly theirs: number };
}

export interface CatchUpState {
  /** Null: nothing to look at, or it was looked at. */
  readonly current: CatchUp | null;
  /** Whether applying waits until it was looked at; chosen on this device. */
  readonly askBeforeApplying: boolean;
}
