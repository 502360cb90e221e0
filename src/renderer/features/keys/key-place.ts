import { useQuery, useQueryClient } from '@tanstack/react-query';
import { firstKeyFilter, type KeyFilter } from '../../app/data/key-filter.ts';
import { keys } from '../../app/data/keys.ts';

interface KeyPlace {
  readonly filter: KeyFilter;
  /** The key shown beside the list. */
  readonly openId: string | null;
}

const start: KeyPlace = { filter: firstKeyFilter, openId: null };

/** What the list of keys is narrowed to and which one is open; kept while one looks elsewhere. */
export function useKeyPlace(): readonly [KeyPlace, (changed: Partial<KeyPlace>) => void] {
  const queries = useQueryClient();
  const { data } = useQuery<KeyPlace>({
    queryKey: keys.keyPlace,
    queryFn: () => start,
    enabled: false,
    initialData: start,
    gcTime: Infinity,
  });
  return [
    data,
    (changed) => {
      queries.setQueryData<KeyPlace>(keys.keyPlace, (before = start) => ({
        ...before,
        ...changed,
      }));
    },
  ];
}
