import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { initialFilter } from '../../app/data/tenant-filter.ts';

/** The first tenants of whatever state that a text finds, by name; none are asked for while not `enabled`. */
export function useTenantChoice(search: string, limit: number, enabled = true) {
  const client = useClient();
  return useQuery({
    queryKey: keys.tenantChoice(search, limit),
    enabled,
    queryFn: async () => {
      const asked = { ...initialFilter, search, state: 'all', offset: 0, limit } as const;
      return (await client.tenants.list(asked)).rows;
    },
    placeholderData: keepPreviousData,
  });
}
