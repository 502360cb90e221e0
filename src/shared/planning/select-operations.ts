import { ConsoleError } from '../errors.ts';
import type { Plan } from './plan.ts';

/** Part of a plan, with what it needs. */
export interface Selection {
  /** The part as a plan of its own, with the id of the whole; operations in their order. */
  readonly plan: Plan;
  readonly operationIds: readonly string[];
  /** Of these, the ones that were not chosen and are needed. */
  readonly added: readonly string[];
}

/**
 * Chooses operations of a plan and, with them, every operation that must have succeeded before. What the
 * registry wanted (`wishes`) stays that of the whole plan: a part is stale as soon as the whole is.
 * Error: `invalid-input` where an id is not one of the plan's.
 */
export function selectOperations(plan: Plan, chosen: readonly string[]): Selection {
  const byId = new Map(plan.operations.map((operation) => [operation.id, operation]));
  const wanted = new Set<string>();
  const open = [...chosen];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (wanted.has(id)) continue;
    const operation = byId.get(id);
    if (operation === undefined) throw unknownOperation(id);
    wanted.add(id);
    open.push(...operation.after);
  }
  const operations = plan.operations.filter(({ id }) => wanted.has(id));
  const direct = new Set(chosen);
  const operationIds = operations.map(({ id }) => id);
  return {
    plan: {
      ...plan,
      operations,
      drift: plan.drift.flatMap((finding) => {
        const corrections = finding.corrections.filter((id) => wanted.has(id));
        return corrections.length === 0 ? [] : [{ ...finding, corrections }];
      }),
    },
    operationIds,
    added: operationIds.filter((id) => !direct.has(id)),
  };
}

function unknownOperation(id: string): ConsoleError<'invalid-input'> {
  return new ConsoleError(
    'invalid-input',
    'The selection names an operation that the plan lacks.',
    {
      remedy: 'Choose again from the current plan.',
      details: { operation: id.slice(0, 200) },
    },
  );
}
