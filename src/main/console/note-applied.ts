import { markPurged } from '../../shared/commands/mark-purged.ts';
import type { ApplyReport, Plan } from '../../shared/planning/plan.ts';
import { withoutServerGroup } from '../../shared/planning/server-group.ts';
import type { Registry } from '../registry/registry.ts';
import type { Agreements } from './agreements.ts';
import { auditApply } from './audit-commands.ts';

interface NoteServices {
  readonly registry: Pick<Registry, 'execute'>;
  readonly agreements: Pick<Agreements, 'record'>;
}

/**
 * Notes what applying came to: who agrees with the server now, who was purged, and the audit entry. Where
 * only a part of a plan was applied, a tenant agrees, or is purged, once nothing of the whole is left of it.
 */
export async function noteApplied(
  services: NoteServices,
  { whole, plan }: { readonly whole: Plan; readonly plan: Plan },
  report: ApplyReport,
): Promise<void> {
  const { registry, agreements } = services;
  const { operations, refusals } = plan;
  const done = new Set(
    report.outcomes.flatMap(({ id, outcome }) => (outcome === 'done' ? [id] : [])),
  );
  const touched = withoutServerGroup(operations.map(({ tenantId }) => tenantId));
  const left = [...whole.operations, ...operations].filter(({ id }) => !done.has(id));
  const open = withoutServerGroup(left.map(({ tenantId }) => tenantId));
  if (plan.purpose === 'purge') {
    const purged = [...touched].filter((id) => !open.has(id));
    for (const tenantId of purged) await registry.execute(markPurged({ tenantId }));
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
