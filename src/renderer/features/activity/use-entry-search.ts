import { useQuery, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../app/data/keys.ts';
import { everything, type EntrySearch } from './entry-search.ts';

/** What the activity is narrowed to, kept while one looks at another section. */
export function useEntrySearch(): readonly [EntrySearch, (next: EntrySearch) => void] {
  const queries = useQueryClient();
  const { data } = useQuery<EntrySearch>({
    queryKey: keys.entrySearch,
    queryFn: () => everything,
    enabled: false,
    initialData: everything,
    gcTime: Infinity,
  });
  return [
    data,
    (next) => {
      queries.setQueryData<EntrySearch>(keys.entrySearch, next);
    },
  ];
}
