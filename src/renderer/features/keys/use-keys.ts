import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { KeyPage } from '../../../shared/bridge/key-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import type { KeyFilter } from '../../app/data/key-filter.ts';
import { keys } from '../../app/data/keys.ts';
import { usePagedRows, type PagedRows } from '../../app/data/use-paged-rows.ts';

/** The keys of a filter, of which only those on screen are asked for. */
export function useKeyRows(filter: KeyFilter): PagedRows<KeyFilter, KeyPage> {
  const { keys: calls } = useClient();
  return usePagedRows({ keyOf: keys.keyPage, ask: (asked) => calls.list(asked) }, filter);
}

export function useKey(id: string) {
  const client = useClient();
  return useQuery({ queryKey: keys.apiKey(id), queryFn: () => client.keys.get({ id }) });
}

/** A change of keys; they and the tenants are read anew after it. What it answers is kept by nobody. */
export function useKeyChange<Asked, Result>(
  change: (calls: ConsoleClient['keys'], asked: Asked) => Promise<Result>,
) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: Asked) => change(client.keys, asked),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.tenants });
      return queries.invalidateQueries({ queryKey: keys.apiKeys });
    },
  });
}
