import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { initialFilter } from '../../app/data/tenant-filter.ts';
import { keys } from '../../app/data/keys.ts';

/** Tenants by state, and how many wait to be applied. */
export function useTenantCounts() {
  const client = useClient();
  return useQuery({
    queryKey: [...keys.tenants, 'counts'],
    queryFn: async () =>
      (await client.tenants.list({ ...initialFilter, offset: 0, limit: 1 })).counts,
  });
}
