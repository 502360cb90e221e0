import type { PlanComparison } from '../shared/bridge/plan-views.ts';
import type { Operation } from '../shared/planning/plan.ts';
import { operationWords } from './operation-words.ts';
import { table } from './table.ts';

const linesShown = 100;

/** What differs between two plans, line by line, the first hundred. */
export function comparisonText(comparison: PlanComparison): string {
  const { before, added, removed, changed, unchanged } = comparison;
  const line = (mark: string, operation: Operation): readonly string[] => [
    mark,
    operation.tenantKey,
    operationWords(operation),
    operation.target,
  ];
  const lines = [
    ...added.map((operation) => line('new', operation)),
    ...removed.map((operation) => line('gone', operation)),
    ...changed.map(({ after }) => line('changed', after)),
  ];
  const more = lines.length - linesShown;
  const figures = `${String(added.length)} new, ${String(removed.length)} gone, ${String(changed.length)} changed, ${String(unchanged)} the same`;
  return (
    `\nBeside the plan of ${before.madeAt}: ${figures}.\n` +
    (lines.length === 0
      ? ''
      : `\n${table(['', 'TENANT', 'OPERATION', 'TARGET'], lines.slice(0, linesShown))}`) +
    (more > 0 ? `… and ${String(more)} more; --json has all of them.\n` : '')
  );
}
