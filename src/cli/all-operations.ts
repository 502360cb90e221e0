import type { ConsoleClient } from '../shared/bridge/contract.ts';
import type { PlanPage } from '../shared/bridge/plan-views.ts';

const pageSize = 500;

/** Every operation of a plan with its outcome, in the plan's order, all pages of them. */
export async function allOperations(
  client: ConsoleClient,
  planId: string,
): Promise<PlanPage['rows']> {
  const rows: PlanPage['rows'][number][] = [];
  for (;;) {
    const page = await client.plan.operations({
      planId,
      tenantId: null,
      outcome: 'all',
      offset: rows.length,
      limit: pageSize,
    });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}
