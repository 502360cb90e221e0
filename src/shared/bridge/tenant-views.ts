import type { ErrorCode } from '../errors.ts';
import type { TenantState } from '../documents/tenant.ts';

/**
 * How many tenants each filter would leave, were it the only one of its kind: the search and the filters of
 * the other kinds hold.
 */
export interface TenantFacets {
  readonly states: Readonly<Record<TenantState, number>>;
  readonly waiting: number;
  readonly refused: number;
  readonly conflict: number;
  readonly drifted: number;
  readonly ownerless: number;
  /** By title; those that no tenant has are left out. */
  readonly blueprints: readonly TenantFacet[];
  /** The home servers; `id` empty for the one this registry is replicated with. */
  readonly servers: readonly TenantFacet[];
}

export interface TenantFacet {
  readonly id: string;
  readonly title: string;
  readonly count: number;
}

/** One thing done to many tenants. */
export type TenantBulkAction =
  | { readonly do: 'suspend' | 'activate' | 'archive' | 'unarchive' | 'remove' | 'restore' }
  | { readonly do: 'readOnly'; readonly on: boolean }
  | { readonly do: 'blueprint'; readonly blueprint: string };

export interface TenantBulkReport {
  readonly done: number;
  /** Were as asked already, and nothing was written. */
  readonly unchanged: number;
  /** By reason, the most frequent first. */
  readonly refused: readonly {
    readonly code: ErrorCode;
    /** Of the first of them, with its remedy. */
    readonly message: string;
    readonly count: number;
    /** At most twenty. */
    readonly keys: readonly string[];
  }[];
  /** Not come to any more, since it was cancelled or the disk refused. */
  readonly left: number;
  /** What stays on the server beside what the plans manage: databases of a blueprint left behind. */
  readonly leftBehind: number;
  /** Takes back what was done, once; null where nothing was. Known until the console ends. */
  readonly undoId: string | null;
}

export interface BlueprintChoice {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  /** Their names within a tenant. */
  readonly databases: readonly string[];
  readonly accounts: readonly string[];
}

/** What a change of blueprint comes to. The names are of the first tenants; the counts are of all. */
export interface BlueprintChange {
  /** Databases that stay on the server, unmanaged, with the access they have. */
  readonly leftDatabases: { readonly count: number; readonly names: readonly string[] };
  /** User names that no plan writes any more; the tenant's databases refuse them. */
  readonly leftAccounts: { readonly count: number; readonly names: readonly string[] };
  /** Accounts that get a new password, kept on this device. */
  readonly newAccounts: number;
}

export interface TenantsExported {
  /** Name of the new folder, without where it is. */
  readonly folder: string;
  readonly files: number;
}

/** A tenant as a place to be: the one worked in, one opened lately. */
export interface TenantPlace {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly state: TenantState;
}

/** What this device keeps of the work with tenants. */
export interface Workplace {
  readonly active: TenantPlace | null;
  /** The last ten opened, the latest first. */
  readonly recent: readonly TenantPlace[];
  /** Columns of the list, in order; null: those it comes with. */
  readonly columns: readonly string[] | null;
}

/** What this device last saw of a tenant on its server. */
export interface TenantOnServer {
  /** ISO instant of the last look; null where this device never looked. */
  readonly asOf: string | null;
  /** True where something was applied after that look. */
  readonly appliedSince: boolean;
  readonly databases: readonly TenantDatabaseSeen[];
  readonly accounts: readonly {
    readonly username: string;
    /** Null: not there. */
    readonly roles: readonly string[] | null;
    readonly credential: 'ours' | 'rehashed' | 'replaced' | 'unknown' | null;
  }[];
}

export interface TenantDatabaseSeen {
  readonly name: string;
  /** Null: not there. */
  readonly seen: {
    readonly documents: number;
    /** Null where the server did not say. */
    readonly deleted: number | null;
    /** The number that CouchDB's opaque sequence begins with. */
    readonly sequence: string;
    /** Who may do what, as sentences. */
    readonly security: readonly string[];
    /** Of the marker in `_security`; null: it has none. */
    readonly generation: number | null;
    readonly designs: readonly { readonly id: string; readonly version: number | null }[];
  } | null;
}
