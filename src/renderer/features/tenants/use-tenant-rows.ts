import type { TenantPage } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';
import { usePagedRows, type PagedRows } from '../../app/data/use-paged-rows.ts';

export type TenantRows = PagedRows<TenantFilter, TenantPage>;

/** The tenants of a filter, of which only those on screen are asked for. */
export function useTenantRows(filter: TenantFilter): TenantRows {
  const { tenants } = useClient();
  return usePagedRows({ keyOf: keys.tenantPage, ask: (asked) => tenants.list(asked) }, filter);
}
