import { useQuery, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../app/data/keys.ts';
import { tenantTabs } from './tenant-tabs.tsx';

/** The tab that is open in the pane; it stays while one goes from tenant to tenant. */
export function useTenantTab(): readonly [string, (id: string) => void] {
  const queries = useQueryClient();
  const { data } = useQuery<string>({
    queryKey: keys.tenantTab,
    queryFn: () => '',
    enabled: false,
    initialData: '',
    gcTime: Infinity,
  });
  const tab = tenantTabs.find(({ id }) => id === data) ?? tenantTabs[0];
  return [
    tab?.id ?? '',
    (id) => {
      queries.setQueryData<string>(keys.tenantTab, id);
    },
  ];
}
