import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { ConflictDetail } from '../../../shared/bridge/conflict-views.ts';
import { keys } from '../../app/data/keys.ts';
import { carryOver, type Carried, type Choice, type Choices } from './review-choices.ts';

/**
 * What was chosen for a conflict, kept while one looks elsewhere. When its sides change meanwhile, what
 * still fits stays, and `moved` says that they did until the next choice.
 */
export function useConflictChoices(
  detail: ConflictDetail,
): readonly [Carried, (taken: ReadonlyMap<string, Choice>) => void] {
  const queries = useQueryClient();
  const { documentId, sideList } = detail;
  const { data } = useQuery<Choices | null>({
    queryKey: keys.conflictChoices(documentId),
    queryFn: () => null,
    enabled: false,
    initialData: null,
    gcTime: Infinity,
    structuralSharing: false,
  });
  const choose = useCallback(
    (taken: ReadonlyMap<string, Choice>) => {
      const choices: Choices = { revs: sideList.map(({ rev }) => rev), taken };
      queries.setQueryData<Choices | null>(keys.conflictChoices(documentId), () => choices);
    },
    [queries, documentId, sideList],
  );
  useEffect(() => {
    // From now on another side is news.
    if (data === null) choose(new Map());
  }, [data, choose]);
  return [carryOver(data, detail), choose];
}
