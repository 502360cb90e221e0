import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import type { LiveRun, Tally } from '../../app/data/plan-progress.ts';

export type OutcomeFilter = Parameters<ConsoleClient['plan']['operations']>[0]['outcome'];

/** Names under which the work is known after one left the section and came back. */
export const planMutations = { make: ['plan', 'make'], apply: ['plan', 'apply'] } as const;

/** The current plan, null where none was made yet. */
export function useCurrentPlan() {
  const client = useClient();
  return useQuery({ queryKey: keys.planCurrent, queryFn: () => client.plan.current() });
}

/** Observes the server and makes a new plan. Tenants follow, because they learn whether they are applied. */
export function useMakePlan() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationKey: planMutations.make,
    mutationFn: () => client.plan.make(),
    onSuccess: (plan) => {
      queries.setQueryData(keys.planCurrent, plan);
      void queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
}

/** Applies a plan; what happens meanwhile comes as events. */
export function useApplyPlan() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationKey: planMutations.apply,
    mutationFn: (planId: string) => client.plan.apply({ planId }),
    onMutate: () => {
      queries.setQueryData(keys.planProgress, null);
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: keys.plan });
      await queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
}

export function useCancelApply() {
  const client = useClient();
  return useMutation({ mutationFn: (planId: string) => client.plan.cancel({ planId }) });
}

/** The run as the events told it; null before the first event. */
export function useLiveRun(planId: string): LiveRun | null {
  const run = useQuery<LiveRun | null>({
    queryKey: keys.planProgress,
    queryFn: () => null,
    enabled: false,
    initialData: null,
  });
  return run.data?.planId === planId ? run.data : null;
}

/** What the events told of one tenant; null before the first. Changes only when the tenant goes on. */
export function useLiveTenant(planId: string, tenantId: string): Tally | null {
  const { data } = useQuery<LiveRun | null, Error, Tally | null>({
    queryKey: keys.planProgress,
    queryFn: () => null,
    enabled: false,
    initialData: null,
    select: (run) => (run?.planId === planId ? (run.tenants.get(tenantId) ?? null) : null),
  });
  return data;
}

/** Operations of a plan, of one tenant or of all, at most 500. */
export function useOperations(planId: string, tenantId: string | null, outcome: OutcomeFilter) {
  const client = useClient();
  return useQuery({
    queryKey: keys.planOperations(planId, tenantId, outcome),
    queryFn: () => client.plan.operations({ planId, tenantId, outcome, offset: 0, limit: 500 }),
  });
}
