import type { EntryFilter } from '../../../shared/log/entry-filter.ts';
import type { KeyFilter } from './key-filter.ts';
import type { PeopleFilter } from './people-filter.ts';
import type { TenantFilter } from './tenant-filter.ts';

/** Query keys by what they hold; a prefix invalidates all below it. */
export const keys = {
  appState: ['app-state'],
  /** What runs here; it does not change while it runs. */
  about: ['about'],
  vault: ['vault'],
  connection: ['connection'],
  sync: ['sync'],
  syncOverview: ['sync-overview'],
  conflicts: ['conflicts'],
  /** How many wait for a person, and how many were merged without one. */
  conflictTotals: ['conflicts', 'totals'],
  conflictPage: (search: string, kind: string | null, page: number) => [
    'conflicts',
    'page',
    search,
    kind,
    page,
  ],
  conflictsOfTenant: (tenantId: string) => ['conflicts', 'tenant', tenantId],
  conflict: (documentId: string) => ['conflicts', 'detail', documentId],
  /** What was chosen and not yet resolved; the window's own, kept while one looks elsewhere. */
  conflictChoices: (documentId: string) => ['conflict-choices', documentId],
  catchUp: ['catch-up'],
  tenants: ['tenants'],
  tenantPage: (filter: TenantFilter, page: number) => ['tenants', 'page', filter, page],
  /** Below `tenants`, since names and states are shown in it. */
  workplace: ['tenants', 'workplace'],
  tenantSwitch: (search: string) => ['tenants', 'switch', search],
  blueprints: ['tenants', 'blueprints'],
  blueprintChange: (ids: readonly string[], blueprint: string) => [
    'tenants',
    'blueprint-change',
    ids,
    blueprint,
  ],
  tenantOnServer: (id: string) => ['tenants', 'on-server', id],
  tenantsProgress: ['tenants-progress'],
  tenant: (id: string) => ['tenants', 'detail', id],
  people: ['people'],
  peoplePage: (filter: PeopleFilter, page: number) => ['people', 'page', filter, page],
  person: (key: string) => ['people', 'detail', key],
  tenantPeople: (tenantId: string, search: string) => ['people', 'tenant', tenantId, search],
  /** Below `people`, since it stands in a document of the registry. */
  gateway: ['people', 'gateway'],
  /** The tab open in a tenant's pane; the window's own. */
  tenantTab: ['tenant-tab'],
  keyCheck: (key: string) => ['tenants', 'key', key],
  apiKeys: ['api-keys'],
  keyPage: (filter: KeyFilter, page: number) => ['api-keys', 'page', filter, page],
  apiKey: (id: string) => ['api-keys', 'detail', id],
  keyDatabases: (tenantId: string | null) => ['api-keys', 'databases', tenantId],
  keyUsage: (tenantId: string | null, days: number) => ['api-keys', 'usage', tenantId, days],
  keyRevocation: (ids: readonly string[]) => ['api-keys', 'revocation', ids],
  /** What the list of keys is narrowed to, and the open one; the window's own. */
  keyPlace: ['key-place'],
  /** Below `apiKeys`, since the states of the keys that were found are shown in it. */
  leaks: ['api-keys', 'leaks'],
  leakProgress: ['leak-progress'],
  plan: ['plan'],
  planCurrent: ['plan', 'current'],
  planOperations: (planId: string, tenantId: string | null, ...narrowed: readonly string[]) => [
    'plan',
    'operations',
    planId,
    tenantId,
    ...narrowed,
  ],
  planSelection: (planId: string, chosen: readonly string[]) => ['plan', 'select', planId, chosen],
  planComparison: (planId: string, saved: string | null) => ['plan', 'compare', planId, saved],
  planProgress: ['plan-progress'],
  /** What is narrowed and ticked on the plan; the window's own, kept while one looks elsewhere. */
  planChoice: ['plan-choice'],
  drift: ['drift'],
  gateways: ['gateways'],
  /** Apart from the findings, since asking for it makes a plan. */
  corrections: (findingIds: readonly string[]) => ['corrections', findingIds],
  purge: (tenantId: string) => ['purge', tenantId],
  lease: ['lease'],
  servers: ['servers'],
  openFeeds: ['open-feeds'],
  reauthentication: ['reauthentication'],
  problems: ['problems'],
  audit: ['audit'],
  /** Apart from the recent ones, since asking for them asks the server. */
  auditOlder: ['audit-older'],
  auditOlderPage: (filter: EntryFilter) => ['audit-older', filter],
  auditFacets: ['audit', 'facets'],
  auditEntries: (filter: EntryFilter) => ['audit', 'entries', filter],
  /** What the activity is narrowed to; the window's own, kept while one looks elsewhere. */
  entrySearch: ['entry-search'],
  tenantChoice: (search: string, limit: number) => ['tenants', 'choice', search, limit],
  logCut: (before: string) => ['log-cut', before],
  auditPage: (tenantId: string | null, page: number) => ['audit', tenantId, page],
} as const;
