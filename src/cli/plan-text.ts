import type { PlanSummary } from '../shared/bridge/views.ts';
import type { Operation } from '../shared/planning/plan.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

const linesShown = 100;

/** A plan for people: how much of what, then line by line, the first hundred. */
export function planText(plan: PlanSummary, operations: readonly Operation[]): string {
  const unmanaged =
    plan.unmanagedDatabases.length === 0
      ? ''
      : `${count(plan.unmanagedDatabases.length, 'database')} on the server that the registry does not know; left alone.\n`;
  if (operations.length === 0)
    return `Nothing to do on ${printable(plan.serverName)}.\n${unmanaged}`;
  const more = operations.length - linesShown;
  return (
    `${count(operations.length, 'operation')} for ${count(plan.tenants.length, 'tenant')} on ${printable(plan.serverName)}.\n\n` +
    table(
      ['TENANT', 'OPERATION', 'TARGET'],
      operations
        .slice(0, linesShown)
        .map((operation) => [operation.tenantKey, operationWords(operation), operation.target]),
    ) +
    (more > 0 ? `… and ${String(more)} more; --json has all of them.\n` : '') +
    (unmanaged === '' ? '' : `\n${unmanaged}`)
  );
}

/** A line for each tenant that the planner refuses. */
export function refusalNotes(plan: PlanSummary): readonly string[] {
  return plan.refusals.map(
    ({ key, message }) => `refused ${printable(key)}: ${printable(message)}`,
  );
}

/** `1 tenant`, `2 tenants`. */
export function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function operationWords(operation: Operation): string {
  switch (operation.kind) {
    case 'database.create':
      return 'create database';
    case 'security.write':
      return 'write security';
    case 'design.write':
      return 'write guard';
    case 'user.write':
      return operation.change === 'create'
        ? 'create account'
        : `update account (${operation.change})`;
  }
}
