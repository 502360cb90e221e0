import type { ErrorCode } from '../errors.ts';
import type { Json } from '../json.ts';
import type { ObservedSecurity, SecurityObject } from './security-object.ts';
import type { DesignSpec, Refusal } from './server-spec.ts';

interface OperationBase {
  /** Unique in the plan and stable for the same difference: `kind target`. */
  readonly id: string;
  readonly tenantId: string;
  readonly tenantKey: string;
  /** Ids of operations of the same tenant that must have succeeded before. */
  readonly after: readonly string[];
}

export interface CreateDatabase extends OperationBase {
  readonly kind: 'database.create';
  /** Database name. */
  readonly target: string;
  readonly q: number;
}

export interface WriteSecurity extends OperationBase {
  readonly kind: 'security.write';
  /** Database name. */
  readonly target: string;
  readonly before: ObservedSecurity | null;
  readonly body: SecurityObject;
}

export interface WriteDesign extends OperationBase {
  readonly kind: 'design.write';
  /** `database/_design/name` */
  readonly target: string;
  readonly database: string;
  readonly rev: string | null;
  readonly design: DesignSpec;
}

export interface WriteUser extends OperationBase {
  readonly kind: 'user.write';
  /** User name. */
  readonly target: string;
  readonly rev: string | null;
  readonly change: 'create' | 'credential' | 'roles';
  /** What the server had; null where there was no such user. */
  readonly before: { readonly roles: readonly string[]; readonly credentialId: string } | null;
  readonly credentialId: string;
  readonly roles: readonly string[];
  /** The whole document without `_rev`; hashes, never a password. */
  readonly body: Readonly<Record<string, Json>>;
}

/** One thing that will be done to a server. Nothing else ever changes one. */
export type Operation = CreateDatabase | WriteSecurity | WriteDesign | WriteUser;
export type OperationKind = Operation['kind'];

/** The difference between what should be and what is. Plain data: shown, printed, logged, tested, applied. */
export interface Plan {
  readonly id: string;
  readonly madeAt: string;
  readonly couchdbUuid: string;
  /** The registry's local sequence the plan was made from. */
  readonly registrySeq: number;
  /** In an order that is never open: every operation stands after those it needs. */
  readonly operations: readonly Operation[];
  readonly refusals: readonly Refusal[];
  readonly unmanagedDatabases: readonly string[];
  /** Tenants looked at. */
  readonly tenants: number;
  /** Requests the observation cost. */
  readonly requests: number;
}

export type OperationOutcome =
  | { readonly id: string; readonly outcome: 'done' }
  | {
      readonly id: string;
      readonly outcome: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
    }
  | {
      readonly id: string;
      readonly outcome: 'skipped';
      readonly because: 'dependency' | 'cancelled' | 'stopped';
    };

/** What applying came to. */
export interface ApplyReport {
  readonly planId: string;
  readonly applied: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: boolean;
  readonly outcomes: readonly OperationOutcome[];
}
