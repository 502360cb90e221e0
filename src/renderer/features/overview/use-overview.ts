import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { initialFilter } from '../../app/data/tenant-filter.ts';

const one = { offset: 0, limit: 1 };
const day = 86_400_000;
/** Failures of so many days are told. */
const failureDays = 7;

/** Counts of tenants, whatever state they are in, and of what is to be done about them. */
export function useTenantFigures() {
  const client = useClient();
  return useQuery({
    queryKey: [...keys.tenants, 'overview'],
    queryFn: async () =>
      (await client.tenants.list({ ...initialFilter, state: 'all', ...one })).facets,
  });
}

export function usePeopleFigures() {
  const client = useClient();
  return useQuery({
    queryKey: [...keys.people, 'overview'],
    queryFn: async () => {
      const asked = { search: '', filter: 'all', sort: 'name', direction: 'asc', ...one } as const;
      return (await client.people.list(asked)).counts;
    },
  });
}

export function useKeyFigures() {
  const client = useClient();
  return useQuery({
    queryKey: [...keys.apiKeys, 'overview'],
    queryFn: async () => {
      const asked = { search: '', tenantId: null, state: 'all', mark: null } as const;
      return (await client.keys.list({ ...asked, sort: 'name', direction: 'asc', ...one })).counts;
    },
  });
}

export function useKeyExchanges() {
  const client = useClient();
  return useQuery({
    queryKey: keys.keyUsage(null, 30),
    queryFn: () => client.keys.usage({ tenantId: null, days: 30 }),
  });
}

export function useLastActivities(limit: number) {
  const client = useClient();
  return useQuery({
    queryKey: [...keys.audit, 'last', limit],
    queryFn: async () => (await client.audit.recent({ tenantId: null, offset: 0, limit })).rows,
  });
}

/** How much failed lately. */
export function useFailures() {
  const client = useClient();
  return useQuery({
    queryKey: [...keys.audit, 'failures'],
    queryFn: async () => {
      const from = new Date(Date.now() - failureDays * day).toISOString();
      return (await client.audit.recent({ tenantId: null, outcome: 'failed', from, ...one })).total;
    },
  });
}
