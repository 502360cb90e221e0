import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../app/data/keys.ts';
import { everything, type EntrySearch } from './entry-search.ts';

/**
 * What the activity is narrowed to, kept while one looks at another section. The fields live on the state:
 * what comes back through the queries comes a moment later, and quick typing would lose letters.
 */
export function useEntrySearch(): readonly [EntrySearch, (next: EntrySearch) => void] {
  const queries = useQueryClient();
  const [search, setSearch] = useState(
    () => queries.getQueryData<EntrySearch>(keys.entrySearch) ?? everything,
  );
  return [
    search,
    (next) => {
      setSearch(next);
      queries.setQueryDefaults(keys.entrySearch, { gcTime: Infinity });
      queries.setQueryData<EntrySearch>(keys.entrySearch, next);
    },
  ];
}
