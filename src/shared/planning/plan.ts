import type { SigningKeyState } from '../documents/signing-key.ts';
import type { ErrorCode } from '../errors.ts';
import type { Json } from '../json.ts';
import type { ObservedSecurity, SecurityObject } from './security-object.ts';
import type { DriftFinding } from './drift.ts';
import type { DesignSpec, IndexSpec, Refusal } from './server-spec.ts';

interface OperationBase {
  /** Unique in the plan and stable for the same difference: `kind target`. */
  readonly id: string;
  /** Uuid; `serverGroup.tenantId` where it concerns the server as a whole. */
  readonly tenantId: string;
  readonly tenantKey: string;
  /** Ids of operations of the same tenant that must have succeeded before. */
  readonly after: readonly string[];
  /** Whether somebody's edit is behind it, or a change made on the server by hand (drift). */
  readonly cause: OperationCause;
}

export const operationCauses = ['edit', 'drift'] as const;
export type OperationCause = (typeof operationCauses)[number];

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

/** One Mango index, by `POST /{db}/_index` into a design document of its own. */
export interface WriteIndex extends OperationBase {
  readonly kind: 'index.write';
  /** `database/index name` */
  readonly target: string;
  readonly database: string;
  readonly index: IndexSpec;
}

/** `_revs_limit` of a database. */
export interface WriteLimit extends OperationBase {
  readonly kind: 'limit.write';
  /** Database name. */
  readonly target: string;
  readonly before: number;
  readonly revsLimit: number;
}

export interface DeleteDatabase extends OperationBase {
  /** In a purge plan only. */
  readonly kind: 'database.delete';
  /** Database name. */
  readonly target: string;
  /** Documents in it when the plan was made. */
  readonly documents: number;
}

export interface DeleteUser extends OperationBase {
  /** In a purge plan only. */
  readonly kind: 'user.delete';
  /** User name. */
  readonly target: string;
  readonly rev: string;
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
  /**
   * The fields that are ours, without `_rev`; hashes, never a password. Whatever else the document has on
   * the server (a second factor, say) is kept.
   */
  readonly body: Readonly<Record<string, Json>>;
}

/** Makes one node take the tokens of a gateway's signing key. */
export interface WriteJwtKey extends OperationBase {
  readonly kind: 'jwtkey.write';
  /** `node name` */
  readonly target: string;
  readonly node: string;
  /** In `[jwt_keys]`. */
  readonly name: string;
  readonly gateway: string;
  readonly state: Exclude<SigningKeyState, 'retired'>;
  /** Whether another key stands under the name. */
  readonly before: 'absent' | 'other';
  /** Public: PEM with `\\n` for each newline. */
  readonly value: string;
}

/** Takes a retired signing key from one node, where it is the one that was installed. */
export interface DeleteJwtKey extends OperationBase {
  readonly kind: 'jwtkey.delete';
  /** `node name` */
  readonly target: string;
  readonly node: string;
  readonly name: string;
  readonly gateway: string;
  /** What stands there. */
  readonly value: string;
}

/** Makes one node look at tokens at all, or no more. Restarts its HTTP listener; only with somebody's consent. */
export interface WriteHandlers extends OperationBase {
  readonly kind: 'handlers.write';
  /** Node name. */
  readonly target: string;
  /** `[chttpd] authentication_handlers` as it was, to be put back where the new one does not work. */
  readonly before: string | null;
  /** The same as before where it only has to become active; null: CouchDB's own. Whether tokens count, it says. */
  readonly value: string | null;
}

/** One thing that will be done to a server. Nothing else ever changes one. */
export type Operation =
  | CreateDatabase
  | WriteSecurity
  | WriteDesign
  | WriteIndex
  | WriteLimit
  | WriteUser
  | DeleteDatabase
  | DeleteUser
  | WriteJwtKey
  | DeleteJwtKey
  | WriteHandlers;
export type OperationKind = Operation['kind'];

/** What stands in a plan that was made without asking the server. */
export interface Forecast {
  /** ISO instant at which this device last looked at the server. */
  readonly asOf: string;
  /** Uuids of tenants that wait, and of which this device does not know what is on the server. */
  readonly unknown: readonly string[];
}

/** The difference between what should be and what is. Plain data: shown, printed, logged, tested, applied. */
export interface Plan {
  /** A purge plan deletes for good, and only that. */
  readonly purpose: 'provision' | 'purge';
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
  /** Milliseconds the observation took. */
  readonly milliseconds: number;
  /** What was changed on the server by hand. */
  readonly drift: readonly DriftFinding[];
  /**
   * By tenant uuid: digest of what the registry wanted of every tenant of the plan, and under the id of the
   * server's group of its signing keys, where there are any. One that differs now makes the plan stale.
   */
  readonly wishes: Readonly<Record<string, string>>;
  /** Nodes whose configuration could not be read, so that nothing is planned for them. */
  readonly unreadNodes?: readonly string[];
  /** There where it compares with what was last seen of the server: to be read, never applied. */
  readonly forecast?: Forecast;
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
