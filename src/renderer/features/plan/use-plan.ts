import {
  useIsMutating,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import type { ConsoleClient } from '../../../shared/bridge/contract.ts';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import type { LiveRun, Tally } from '../../app/data/plan-progress.ts';

type Asked = Parameters<ConsoleClient['plan']['operations']>[0];
export type OutcomeFilter = Asked['outcome'];
export type CauseFilter = NonNullable<Asked['cause']>;

/** Which operations are asked for. */
export interface Narrowed {
  readonly outcome: OutcomeFilter;
  readonly cause: CauseFilter;
  readonly search: string;
}

/** Most operations in one answer. */
const pageSize = 500;

/** Names under which the work is known after one left the section and came back. */
export const planMutations = { make: ['plan', 'make'], apply: ['plan', 'apply'] } as const;

/** The current plan, null where none was made yet. */
export function useCurrentPlan() {
  const client = useClient();
  return useQuery({ queryKey: keys.planCurrent, queryFn: () => client.plan.current() });
}

/**
 * Shows a plan that was just made. An answer that is on its way may still be of the plan before, so it is not
 * waited for, and asked for anew: it may also have been about to say that the plan is out of date.
 */
export async function showPlan(queries: QueryClient, plan: PlanSummary): Promise<void> {
  await queries.cancelQueries({ queryKey: keys.planCurrent });
  queries.setQueryData(keys.planCurrent, plan);
  void queries.invalidateQueries({ queryKey: keys.planCurrent });
}

/** Observes the server and makes a new plan. Tenants follow, because they learn whether they are applied. */
export function useMakePlan() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationKey: planMutations.make,
    mutationFn: (scope: 'changed' | 'all') => client.plan.make({ scope }),
    onSuccess: async (plan) => {
      await showPlan(queries, plan);
      void queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
}

export interface ApplyAsked {
  readonly planId: string;
  /** Null: all of it. */
  readonly operationIds: string[] | null;
  /** What was typed. */
  readonly confirm: string | null;
  /** Whether the JWT handler is to be switched on. */
  readonly handlers?: boolean;
}

/** Applies a plan or a part of it; what happens meanwhile comes as events. */
export function useApplyPlan() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationKey: planMutations.apply,
    mutationFn: (asked: ApplyAsked) => client.plan.apply(asked),
    onMutate: () => {
      queries.setQueryData(keys.planProgress, null);
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: keys.plan });
      await queries.invalidateQueries({ queryKey: keys.tenants });
      await queries.invalidateQueries({ queryKey: keys.drift });
    },
  });
}

/** True while this window waits for a plan that it applies. */
export function useApplying(): boolean {
  return useIsMutating({ mutationKey: planMutations.apply }) > 0;
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
export function useOperations(planId: string, tenantId: string | null, narrowed: Narrowed) {
  const client = useClient();
  const { outcome, cause, search } = narrowed;
  return useQuery({
    queryKey: keys.planOperations(planId, tenantId, outcome, cause, search),
    queryFn: () =>
      client.plan.operations({ planId, tenantId, ...narrowed, offset: 0, limit: pageSize }),
  });
}

/** Ids of all operations of a filter, page by page, each with its tenant's. */
export async function everyOperation(
  plan: Pick<ConsoleClient['plan'], 'operations'>,
  asked: Omit<Asked, 'offset' | 'limit'>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let offset = 0; ; offset += pageSize) {
    const { rows, total } = await plan.operations({ ...asked, offset, limit: pageSize });
    for (const { operation } of rows) found.set(operation.id, operation.tenantId);
    if (rows.length === 0 || offset + rows.length >= total) return found;
  }
}
