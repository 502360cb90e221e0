import type { ErrorReport } from '../errors.ts';
import type { DriftFinding } from '../planning/drift.ts';

/** A finding with when this device first saw it. */
export interface DriftRow extends DriftFinding {
  readonly since: string;
}

/** What the last sweep of the server found. */
export interface DriftReport {
  /** Null: this console has not looked yet. */
  readonly sweptAt: string | null;
  readonly sweeping: boolean;
  readonly findings: readonly DriftRow[];
  /** Accounts whose password this device cannot check, since it was made elsewhere. */
  readonly unverified: number;
  /** Tenants whose edits wait to be applied; no drift. */
  readonly pending: number;
  readonly databases: number;
  /** What the sweep cost. */
  readonly requests: number;
  readonly milliseconds: number;
  /** Why the last sweep failed, or null. */
  readonly problem: ErrorReport | null;
}
