import type { PlanComparison } from '../bridge/plan-views.ts';
import { stableJson } from '../stable-json.ts';
import type { Operation, Plan } from './plan.ts';

/** A plan beside an earlier one: operations are the same by id, and equal by everything in them. */
export function comparePlans(before: Plan, after: Plan): PlanComparison {
  const earlier = new Map(before.operations.map((operation) => [operation.id, operation]));
  const later = new Set(after.operations.map(({ id }) => id));
  const added: Operation[] = [];
  const changed: { readonly before: Operation; readonly after: Operation }[] = [];
  for (const operation of after.operations) {
    const was = earlier.get(operation.id);
    if (was === undefined) added.push(operation);
    else if (stableJson(was) !== stableJson(operation)) {
      changed.push({ before: was, after: operation });
    }
  }
  return {
    before: head(before),
    after: head(after),
    added,
    removed: before.operations.filter(({ id }) => !later.has(id)),
    changed,
    unchanged: after.operations.length - added.length - changed.length,
  };
}

function head({ id, madeAt, operations }: Plan): PlanComparison['before'] {
  return { id, madeAt, operations: operations.length };
}
