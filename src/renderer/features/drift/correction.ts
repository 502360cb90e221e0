import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';

/** Operations of a plan that put these findings right, and how many of the findings it still has. */
export function correctionsIn(
  plan: PlanSummary,
  findingIds: readonly string[],
): { readonly operationIds: string[]; readonly found: number } {
  const wanted = new Set(findingIds);
  const there = plan.drift.filter(({ id }) => wanted.has(id));
  return {
    operationIds: [...new Set(there.flatMap(({ corrections }) => corrections))],
    found: there.length,
  };
}
