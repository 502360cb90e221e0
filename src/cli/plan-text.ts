import type { PlanSummary } from '../shared/bridge/plan-views.ts';
import type { Operation } from '../shared/planning/plan.ts';
import { curedByKey } from '../shared/planning/cured-by-key.ts';
import { withoutServerGroup } from '../shared/planning/server-group.ts';
import { operationWords } from './operation-words.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

const linesShown = 100;

/** A plan for people: how much of what, then line by line, the first hundred. */
export function planText(plan: PlanSummary, operations: readonly Operation[]): string {
  const unread = plan.unreadNodes.map(
    (node) => `The node ${printable(node)} could not be read; nothing is planned for it.\n`,
  );
  const unmanaged =
    plan.unmanagedDatabases.length === 0
      ? ''
      : `${count(plan.unmanagedDatabases.length, 'database')} on the server that the registry does not know; left alone.\n`;
  if (operations.length === 0) return [`${nothingToApply(plan)}\n`, ...unread, unmanaged].join('');
  const more = operations.length - linesShown;
  return (
    `${count(operations.length, 'operation')} for ${whose(plan.tenants.map(({ id }) => id))} on ${printable(plan.serverName)}.\n\n` +
    table(
      ['TENANT', 'OPERATION', 'TARGET'],
      operations
        .slice(0, linesShown)
        .map((operation) => [operation.tenantKey, operationWords(operation), operation.target]),
    ) +
    (more > 0 ? `… and ${String(more)} more; --json has all of them.\n` : '') +
    (unread.length === 0 ? '' : `\n${unread.join('')}`) +
    (unmanaged === '' ? '' : `\n${unmanaged}`)
  );
}

/** What a plan made without the server is worth; nothing for a real one. */
export function forecastNotes({ forecast, serverName }: PlanSummary): readonly string[] {
  if (forecast === null) return [];
  const { asOf, unknown } = forecast;
  return [
    `This is a forecast, from what this device saw of ${printable(serverName)} at ${asOf}. Connect and compare again before applying.`,
    ...unknown.map(
      ({ id, name }) =>
        `left out ${printable(name)} (${printable(id)}): this device does not know what is on the server of it.`,
    ),
  ];
}

/** A line for each tenant that the planner refuses. */
export function refusalNotes(plan: PlanSummary): readonly string[] {
  const lines = plan.refusals.map(({ key, tenantId, reason, subject, message }) => {
    const other = reason === 'key-collision' ? `; the other tenant is ${subject}` : '';
    return `refused ${printable(key)} (${printable(tenantId + other)}): ${printable(message)}`;
  });
  const curable = plan.refusals.some(({ reason }) => curedByKey.has(reason));
  return curable
    ? [...lines, '`mycouch tenant rekey ID NEWKEY` gives a refused tenant another key.']
    : lines;
}

/** The sentence where there is no operation: all is well only where nobody is refused either. */
export function nothingToApply({ serverName, refusals }: PlanSummary): string {
  const server = printable(serverName);
  if (refusals.length === 0) return `Nothing to do on ${server}.`;
  const are = refusals.length === 1 ? 'is' : 'are';
  return `Nothing to apply on ${server}; ${count(refusals.length, 'tenant')} ${are} refused.`;
}

/** Whose operations they are, by the ids of the plan's groups. */
export function whose(groups: Iterable<string>): string {
  const all = new Set(groups);
  const tenants = withoutServerGroup(all).size;
  const named = count(tenants, 'tenant');
  if (tenants === all.size) return named;
  return tenants === 0 ? 'the server itself' : `${named} and the server itself`;
}

/** `1 tenant`, `2 tenants`. */
export function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}
