import { ConsoleError } from '../errors.ts';
import { stableJson } from '../stable-json.ts';
import type { Operation, Plan } from './plan.ts';

/**
 * A saved plan as it may be applied now: its own id and time, and of its operations those that a plan made
 * just now has too. What is done by now needs nothing; anything that would be done otherwise than was
 * reviewed, or after the registry has changed, makes it stale. So a file can ask for nothing that this
 * console would not do by itself, whoever wrote it. Error: `plan-stale`.
 * @param now a plan for the same server, made just now
 */
export function confirmPlan(saved: Plan, now: Plan): Plan {
  if (stableJson(saved.wishes) !== stableJson(now.wishes)) {
    throw stale('The registry has changed since the plan was saved.');
  }
  const fresh = new Map(now.operations.map((operation) => [operation.id, operation]));
  const operations = saved.operations.flatMap((operation) => {
    const current = fresh.get(operation.id);
    if (current === undefined) return [];
    if (reviewed(operation) !== reviewed(current)) {
      throw stale(`The server has changed since the plan was saved (${operation.target}).`);
    }
    return [current];
  });
  const kept = new Set(operations.map(({ id }) => id));
  const missing = operations.find(({ after }) =>
    after.some((id) => fresh.has(id) && !kept.has(id)),
  );
  if (missing !== undefined) {
    throw stale(`${missing.target} now needs an operation that the saved plan has not.`);
  }
  return { ...now, id: saved.id, madeAt: saved.madeAt, operations };
}

/**
 * What somebody who read the operation has agreed to. The revision of a user is not part of it, since the
 * server raises it by itself at a login; nor is what made the operation necessary, nor the order.
 */
function reviewed(operation: Operation): string {
  const same = { cause: null, after: null };
  switch (operation.kind) {
    case 'user.write':
    case 'user.delete':
      return stableJson({ ...operation, ...same, rev: operation.rev === null ? null : '' });
    default:
      return stableJson({ ...operation, ...same });
  }
}

function stale(message: string): ConsoleError<'plan-stale'> {
  return new ConsoleError('plan-stale', message, { remedy: 'Plan again.' });
}
