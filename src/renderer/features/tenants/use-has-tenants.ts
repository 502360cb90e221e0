import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { initialFilter } from '../../app/data/tenant-filter.ts';
import { keys } from '../../app/data/keys.ts';

/** Whether the registry has any tenant, in the trash or not. Asked only where it matters. */
export function useHasTenants(enabled: boolean) {
  const client = useClient();
  return useQuery({
    queryKey: [...keys.tenants, 'any'],
    enabled,
    queryFn: async () =>
      (await client.tenants.list({ ...initialFilter, state: 'all', offset: 0, limit: 1 })).total >
      0,
  });
}
