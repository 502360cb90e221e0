import type { AuditEntry } from '../documents/audit.ts';
import type { TenantState } from '../documents/tenant.ts';
import type { ErrorCode, ErrorReport } from '../errors.ts';
import type { Json } from '../json.ts';
import type { PlatformRole } from '../permissions/permission.ts';
import type { Operation, OperationKind, OperationOutcome } from '../planning/plan.ts';
import type { Refusal } from '../planning/server-spec.ts';
import type { Access } from '../naming.ts';

/** What the window needs to draw its frame. */
export interface AppState {
  readonly version: string;
  readonly theme: 'light' | 'dark' | 'system';
  readonly operator: { readonly name: string; readonly role: PlatformRole };
  /** Short name of this device, as it stands in the audit log. */
  readonly device: string;
  /** True until a server was connected or the practice server chosen. */
  readonly firstRun: boolean;
}

export interface VaultStatus {
  /** `open`: secrets can be read and written. */
  readonly state: 'open' | 'locked' | 'absent';
  readonly protection: 'keychain' | 'passphrase' | null;
  /** Why it is not open. */
  readonly problem: ErrorReport | null;
}

export interface ConnectionInfo {
  readonly serverId: string;
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
  readonly couchdbUuid: string;
  readonly version: string;
  readonly practice: boolean;
  /** True where this device holds the server-admin credential and may apply. */
  readonly mayApply: boolean;
  readonly operatorAccount: string;
}

/** The result of a connection test: what is wrong, or what answered. */
export type ConnectionReport =
  | {
      readonly ok: true;
      readonly couchdbUuid: string;
      readonly version: string;
      readonly vendor: string;
      readonly registryFound: boolean;
      /** There where the tenants in use belong to another server: they would stay with that one. */
      readonly otherRegistry?: { readonly tenants: number };
    }
  | { readonly ok: false; readonly problem: ErrorReport };

/** Whether what the registry wants of the server is known to be there. */
export type Provisioning =
  /** Never applied from this device, or edited since. */
  | 'waiting'
  /** Seen to agree when last planned or applied. */
  | 'applied'
  /** The planner refuses it, for the reason beside it. */
  | 'refused';

export interface TenantRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly state: TenantState;
  readonly provisioning: Provisioning;
  readonly databases: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface TenantPage {
  readonly rows: readonly TenantRow[];
  /** Rows that match, of which `rows` is one page. */
  readonly total: number;
  /** Tenants by state, whatever the filter. */
  readonly counts: Readonly<Record<TenantState, number>> & { readonly waiting: number };
}

/** A refusal of the planner with its sentences, for a person. */
export type RefusalView = Refusal & { readonly message: string };

export interface TenantDetail extends TenantRow {
  readonly description: string;
  readonly ownerEmail: string | null;
  readonly configuration: Readonly<Record<string, Json>>;
  readonly blueprint: { readonly id: string; readonly title: string; readonly version: number };
  readonly generation: number;
  readonly epoch: number;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly deletedAt: string | null;
  readonly archivedAt: string | null;
  readonly databaseNames: readonly string[];
  readonly accounts: readonly {
    readonly name: string;
    readonly username: string;
    readonly access: Access;
    /** True where this device's vault has the password. */
    readonly revealable: boolean;
  }[];
  readonly refusal: RefusalView | null;
  /** Whether the key may still be changed. */
  readonly keyChangeable: boolean;
}

export interface KeyCheck {
  readonly ok: boolean;
  /** A sentence for beside the field; empty when ok. */
  readonly problem: string;
  readonly databases: readonly string[];
  readonly accounts: readonly string[];
}

export interface ImportReport {
  readonly created: number;
  /** Lines that kept the whole file from being imported; line numbers from 1, the header being line 1. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

export interface RevealedCredential {
  readonly username: string;
  readonly password: string;
}

export interface PlanSummary {
  readonly id: string;
  readonly madeAt: string;
  readonly serverName: string;
  readonly counts: Readonly<Record<OperationKind, number>>;
  readonly operations: number;
  /** Tenants that the plan changes. */
  readonly tenants: readonly {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly operations: number;
    /** Of the operations, how many came to what so far; all 0 before applying. */
    readonly done: number;
    readonly failed: number;
    readonly skipped: number;
  }[];
  readonly refusals: readonly RefusalView[];
  readonly unmanagedDatabases: readonly string[];
  readonly requests: number;
  /** Why it can no longer be applied, or null. */
  readonly stale: string | null;
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

export interface RegistryProblem {
  readonly id: string;
  readonly kind: 'unknown-kind' | 'broken';
  readonly reason: string;
}

export interface AuditPage {
  readonly rows: readonly AuditEntry[];
  readonly total: number;
}
