import type { ServerMarks } from '../documents/server.ts';
import { isDestructive } from './confirmation.ts';
import type { Operation } from './plan.ts';

/** What an agent may do by itself of a plan, and what is left for a person. */
export interface AgentSelection {
  /** Closed: everything that one of them needs is among them. */
  readonly operationIds: readonly string[];
  readonly left: number;
}

/**
 * Chooses what an agent applies without asking. Never a deletion, never anything that a person would have to
 * confirm, nothing on a server that is read-only, and nothing that needs an operation which it may not do.
 */
export function agentSelection(
  operations: readonly Operation[],
  marks: ServerMarks,
): AgentSelection {
  const allowed = new Map(
    operations.filter((operation) => mayDo(operation, marks)).map((one) => [one.id, one]),
  );
  const inPlan = new Set(operations.map(({ id }) => id));
  for (let before = -1; before !== allowed.size;) {
    before = allowed.size;
    for (const { id, after } of [...allowed.values()]) {
      if (after.some((needed) => inPlan.has(needed) && !allowed.has(needed))) allowed.delete(id);
    }
  }
  return { operationIds: [...allowed.keys()], left: operations.length - allowed.size };
}

function mayDo(operation: Operation, marks: ServerMarks): boolean {
  if (marks.readOnly || marks.agentApplies === 'nothing') return false;
  if (operation.kind === 'database.delete' || operation.kind === 'user.delete') return false;
  // It restarts the HTTP listener, and a value that does not work would close the server.
  if (operation.kind === 'handlers.write') return false;
  // Whoever may write the registry can put a key into it, and with a key sign for anybody: a person looks first.
  if (operation.kind === 'jwtkey.write') return false;
  if (operation.cause === 'drift' && marks.agentApplies !== 'corrections') return false;
  return !(marks.production && isDestructive(operation));
}
