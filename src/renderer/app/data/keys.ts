import type { TenantFilter } from './tenant-filter.ts';

/** Query keys by what they hold; a prefix invalidates all below it. */
export const keys = {
  appState: ['app-state'],
  vault: ['vault'],
  connection: ['connection'],
  sync: ['sync'],
  tenants: ['tenants'],
  tenantPage: (filter: TenantFilter, page: number) => ['tenants', 'page', filter, page],
  tenant: (id: string) => ['tenants', 'detail', id],
  keyCheck: (key: string) => ['tenants', 'key', key],
  plan: ['plan'],
  planCurrent: ['plan', 'current'],
  planOperations: (planId: string, tenantId: string | null, outcome: string) => [
    'plan',
    'operations',
    planId,
    tenantId,
    outcome,
  ],
  planProgress: ['plan-progress'],
  problems: ['problems'],
  audit: ['audit'],
  auditPage: (tenantId: string | null, page: number) => ['audit', tenantId, page],
} as const;
