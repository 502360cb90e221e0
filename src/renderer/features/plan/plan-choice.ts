import type { CauseFilter } from './use-plan.ts';

/** What is narrowed and ticked on one plan. */
export interface PlanChoice {
  readonly planId: string;
  readonly cause: CauseFilter;
  readonly search: string;
  /** Operation id to tenant id. */
  readonly selected: ReadonlyMap<string, string>;
}

export function emptyChoice(planId: string): PlanChoice {
  return { planId, cause: 'all', search: '', selected: new Map() };
}

/** Ticks all of these, or unticks them where all were ticked already. */
export function toggled(
  selected: ReadonlyMap<string, string>,
  operations: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const after = new Map(selected);
  const all = [...operations.keys()].every((id) => selected.has(id));
  for (const [id, tenantId] of operations) {
    if (all) after.delete(id);
    else after.set(id, tenantId);
  }
  return after;
}

/** How many operations of each tenant are ticked. */
export function tickedByTenant(selected: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const ticked = new Map<string, number>();
  for (const tenantId of selected.values()) ticked.set(tenantId, (ticked.get(tenantId) ?? 0) + 1);
  return ticked;
}
