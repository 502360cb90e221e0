import type { AuditEntry } from '../documents/audit.ts';
import type { TenantState } from '../documents/tenant.ts';
import type { ErrorReport } from '../errors.ts';
import type { NoticeSwitches } from '../notices/notice.ts';
import type { Json } from '../json.ts';
import type { PlatformRole } from '../permissions/permission.ts';
import type { Refusal } from '../planning/server-spec.ts';
import type { Access } from '../naming.ts';
import type { TenantFacets } from './tenant-views.ts';

/** What the window needs to draw its frame. */
export interface AppState {
  readonly version: string;
  readonly theme: 'light' | 'dark' | 'system';
  readonly operator: { readonly name: string; readonly role: PlatformRole };
  /** What may be told on this device's desktop. */
  readonly notices: NoticeSwitches;
  /** Short name of this device, as it stands in the audit log. */
  readonly device: string;
  /** True until a server was connected or the practice server chosen. */
  readonly firstRun: boolean;
}

/** What runs here, and where. */
export interface About {
  /** Absolute path of the data directory. */
  readonly directory: string;
  /** As Node names them: `linux`, `x64`, and the system's own release. */
  readonly platform: string;
  readonly architecture: string;
  readonly release: string;
  readonly versions: {
    readonly node: string;
    /** Null without a window. */
    readonly electron: string | null;
    readonly chrome: string | null;
  };
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
  readonly production: boolean;
  /** Nothing may be written to the server but the registry. */
  readonly readOnly: boolean;
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
      /** Whether CouchDB looks at tokens (its JWT handler is active); only gateways need it. */
      readonly jwtHandler: boolean;
      /** There where the password can be read on its way to the server: http to another machine. */
      readonly passwordInClear?: true;
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
  /** It, or what belongs to it, was edited in two places at once, and somebody has to choose. */
  readonly inConflict: boolean;
  /** The last sweep found something of it changed by hand. */
  readonly drifted: boolean;
  /** It has had people, and none of them is its owner any more. */
  readonly ownerless: boolean;
  /** It is the one worked in on this device. */
  readonly active: boolean;
  readonly ownerEmail: string | null;
  readonly blueprintTitle: string;
}

export interface TenantPage {
  readonly rows: readonly TenantRow[];
  /** Rows that match, of which `rows` is one page. */
  readonly total: number;
  /** Tenants by state, whatever the filter. */
  readonly counts: Readonly<Record<TenantState, number>> & { readonly waiting: number };
  readonly facets: TenantFacets;
}

/** A refusal of the planner with its sentences, for a person. */
export type RefusalView = Refusal & { readonly message: string };

export interface TenantDetail extends TenantRow {
  /** Names what is shown; an edit that tells it is refused where the tenant was edited since. */
  readonly rev: string;
  readonly description: string;
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
    readonly rotatedAt: string | null;
    /** The pair from before the last rotation, while both work. */
    readonly previous: { readonly username: string; readonly until: string } | null;
  }[];
  /** Hand-made changes that were adopted. */
  readonly overrides: readonly {
    readonly database: string;
    /** In words: which roles, names and design documents. */
    readonly adds: readonly string[];
    readonly adoptedAt: string;
    readonly adoptedBy: string;
  }[];
  readonly readOnly: boolean;
  readonly overQuota: boolean;
  readonly purgedAt: string | null;
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

export interface RegistryProblem {
  readonly id: string;
  readonly kind: 'unknown-kind' | 'broken';
  readonly reason: string;
}

export interface AuditPage {
  readonly rows: readonly AuditEntry[];
  readonly total: number;
}
