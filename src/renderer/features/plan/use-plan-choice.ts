import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { keys } from '../../app/data/keys.ts';
import { emptyChoice, type PlanChoice } from './plan-choice.ts';

/** What is ticked on a plan, kept while one looks at another section; another plan starts anew. */
export function usePlanChoice(
  planId: string,
): readonly [PlanChoice, (change: (before: PlanChoice) => PlanChoice) => void] {
  const queries = useQueryClient();
  const { data } = useQuery<PlanChoice | null>({
    queryKey: keys.planChoice,
    queryFn: () => null,
    enabled: false,
    initialData: null,
    gcTime: Infinity,
    structuralSharing: false,
  });
  const change = useCallback(
    (next: (before: PlanChoice) => PlanChoice) => {
      queries.setQueryData<PlanChoice | null>(keys.planChoice, (before) =>
        next(before?.planId === planId ? before : emptyChoice(planId)),
      );
    },
    [queries, planId],
  );
  return [data?.planId === planId ? data : emptyChoice(planId), change];
}
