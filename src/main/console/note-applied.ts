import { markPurged } from '../../shared/commands/mark-purged.ts';
import type { ApplyReport, Plan } from '../../shared/planning/plan.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import { auditApply } from './audit-commands.ts';

/** Notes what applying came to: who agrees with the server now, who was purged, and the audit entry. */
export async function noteApplied(
  { registry, agreements }: { readonly registry: Registry; readonly agreements: Agreements },
  plan: Plan,
  report: ApplyReport,
): Promise<void> {
  const { operations, refusals } = plan;
  const done = new Set(
    report.outcomes.flatMap(({ id, outcome }) => (outcome === 'done' ? [id] : [])),
  );
  const touched = new Set(operations.map(({ tenantId }) => tenantId));
  const open = new Set(operations.filter(({ id }) => !done.has(id)).map((one) => one.tenantId));
  const whole = [...touched].filter((id) => !open.has(id));
  if (plan.purpose === 'purge') {
    for (const tenantId of whole) await registry.execute(markPurged({ tenantId }));
  } else {
    const wishes = new Map(Object.entries(plan.wishes));
    await agreements.record({
      agreed: new Map([...wishes].filter(([id]) => touched.has(id) && !open.has(id))),
      differing: open,
      refusals,
      wishes,
      done: doneOf(operations, done),
    });
  }
  if (operations.length > 0) await registry.execute(auditApply(plan, report));
}

function doneOf(
  operations: Plan['operations'],
  done: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const byTenant = new Map<string, string[]>();
  for (const { id, tenantId } of operations) {
    if (!done.has(id)) continue;
    const ids = byTenant.get(tenantId);
    if (ids === undefined) byTenant.set(tenantId, [id]);
    else ids.push(id);
  }
  return byTenant;
}
