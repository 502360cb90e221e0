import type { JwtHandlerWish } from '../documents/server.ts';
import type { ErrorCode } from '../errors.ts';
import type { DriftFinding } from '../planning/drift.ts';
import type { Operation, OperationKind, OperationOutcome } from '../planning/plan.ts';
import type { RefusalView } from './views.ts';

/** What must be typed before a plan is applied, and why. */
export interface ConfirmationNeed {
  readonly text: string;
  readonly because: 'purge' | 'production';
  /** What of the plan is destructive, in words. */
  readonly what: readonly string[];
}

export interface PlanSummary {
  readonly id: string;
  readonly purpose: 'provision' | 'purge';
  readonly madeAt: string;
  readonly serverName: string;
  readonly counts: Readonly<Record<OperationKind, number>>;
  readonly operations: number;
  /** Of the operations, how many correct what was changed by hand. */
  readonly corrections: number;
  /** Tenants that the plan changes; one group, `server`, for what concerns the server as a whole. */
  readonly tenants: readonly {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly operations: number;
    readonly corrections: number;
    /** Of the operations, how many came to what so far; all 0 before applying. */
    readonly done: number;
    readonly failed: number;
    readonly skipped: number;
  }[];
  readonly refusals: readonly RefusalView[];
  readonly drift: readonly DriftFinding[];
  readonly unmanagedDatabases: readonly string[];
  /** Nodes whose configuration could not be read; nothing is planned for them. */
  readonly unreadNodes: readonly string[];
  /** What it would switch the JWT handler to, which needs consent of its own; null: nothing of the sort. */
  readonly jwtHandler: JwtHandlerWish | null;
  /** What the observation cost. */
  readonly requests: number;
  readonly milliseconds: number;
  /** Why it cannot be applied, or cannot any more; null: it can. */
  readonly stale: string | null;
  /**
   * Made without the server, from what this device last saw of it: every request can be read, none applied.
   * `unknown`: tenants with edits of which it is not known what is on the server. Null: it is a real plan.
   */
  readonly forecast: {
    readonly asOf: string;
    readonly unknown: readonly { readonly id: string; readonly name: string }[];
  } | null;
  /** Null: nothing has to be typed. */
  readonly confirmation: ConfirmationNeed | null;
  readonly running: boolean;
  readonly outcome: {
    readonly applied: number;
    readonly failed: number;
    readonly skipped: number;
    /** What ended the run before its end, where everything else would have failed alike; else null. */
    readonly stoppedBy: { readonly code: ErrorCode; readonly message: string } | null;
  } | null;
}

export interface PlanPage {
  readonly rows: readonly {
    readonly operation: Operation;
    readonly outcome: OperationOutcome | null;
  }[];
  readonly total: number;
}

/** A selection of operations with what it needs. */
export interface SelectionView {
  readonly operationIds: readonly string[];
  /** Of these, the ones that were not chosen and are needed. */
  readonly added: readonly string[];
  readonly confirmation: ConfirmationNeed | null;
}

/** One plan beside an earlier one. */
export interface PlanComparison {
  readonly before: { readonly id: string; readonly madeAt: string; readonly operations: number };
  readonly after: { readonly id: string; readonly madeAt: string; readonly operations: number };
  readonly added: readonly Operation[];
  readonly removed: readonly Operation[];
  /** The same operation on the same target, with another content. */
  readonly changed: readonly { readonly before: Operation; readonly after: Operation }[];
  readonly unchanged: number;
}
