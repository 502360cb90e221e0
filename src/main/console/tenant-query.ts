import type { Provisioning } from '../../shared/bridge/views.ts';
import type { TenantFacets } from '../../shared/bridge/tenant-views.ts';
import type { TenantState } from '../../shared/documents/tenant.ts';

export const tenantSorts = [
  'name',
  'key',
  'state',
  'provisioning',
  'databases',
  'blueprint',
  'owner',
  'createdAt',
  'updatedAt',
] as const;
export type TenantSort = (typeof tenantSorts)[number];

/** What a list of tenants is narrowed to, and its order. All conditions hold together. */
export interface TenantQuery {
  readonly search: string;
  readonly state: 'current' | TenantState | 'all';
  /** Document id of a blueprint; null: any. */
  readonly blueprint: string | null;
  /** Document id of a home server, `''` for the one the registry is replicated with; null: any. */
  readonly server: string | null;
  readonly waiting: boolean;
  readonly refused: boolean;
  readonly conflict: boolean;
  readonly drifted: boolean;
  readonly ownerless: boolean;
  readonly sort: TenantSort;
  readonly direction: 'asc' | 'desc';
}

/** What is known of tenants beside their documents. Other answers come as another object. */
export interface TenantMarks {
  /** Names what `provisioning` answers: it rises whenever an answer may have changed. */
  readonly version: number;
  readonly provisioning: (tenantId: string) => Provisioning;
  /** Ids of tenants that are in conflict. */
  readonly inConflict: ReadonlySet<string>;
  /** Ids of tenants of which the last sweep found something. */
  readonly drifted: ReadonlySet<string>;
  /** Ids of tenants that lost their last owner. */
  readonly ownerless: ReadonlySet<string>;
}

/** What a query found. */
export interface TenantsFound {
  /** In order. */
  readonly ids: readonly string[];
  readonly facets: TenantFacets;
}

export function inState(wanted: TenantQuery['state'], state: TenantState): boolean {
  if (wanted === 'all') return true;
  if (wanted === 'current') return state === 'active' || state === 'suspended';
  return wanted === state;
}

/** The flags that a list can be narrowed to, each with its bit. */
export const flagBits = { waiting: 1, refused: 2, conflict: 4, drifted: 8, ownerless: 16 } as const;
export type TenantFlag = keyof typeof flagBits;
export const tenantFlags: readonly TenantFlag[] = [
  'waiting',
  'refused',
  'conflict',
  'drifted',
  'ownerless',
];

/** Which of the flags a tenant has, as the sum of their bits. */
export function flagsOf(tenantId: string, marks: TenantMarks): number {
  const provisioning = marks.provisioning(tenantId);
  return (
    (provisioning === 'waiting' ? flagBits.waiting : 0) +
    (provisioning === 'refused' ? flagBits.refused : 0) +
    (marks.inConflict.has(tenantId) ? flagBits.conflict : 0) +
    (marks.drifted.has(tenantId) ? flagBits.drifted : 0) +
    (marks.ownerless.has(tenantId) ? flagBits.ownerless : 0)
  );
}
