import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';

/** One tenant with everything the registry knows of it. */
export function useTenant(id: string) {
  const client = useClient();
  return useQuery({ queryKey: keys.tenant(id), queryFn: () => client.tenants.get({ id }) });
}

/** A change to a tenant that answers its new state. */
export function useTenantChange<Input>(
  change: (tenants: ConsoleClient['tenants'], input: Input) => Promise<TenantDetail>,
) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(client.tenants, input),
    onSuccess: (tenant) => {
      queries.setQueryData(keys.tenant(tenant.id), tenant);
      void queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
}
