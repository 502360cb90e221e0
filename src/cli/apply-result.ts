import type { PlanSummary } from '../shared/bridge/plan-views.ts';
import type { ErrorReport } from '../shared/errors.ts';
import type { ApplyReport, Operation, OperationOutcome } from '../shared/planning/plan.ts';
import type { CommandResult } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { count, nothingToApply, refusalNotes } from './plan-text.ts';
import { printable } from './printable.ts';

const failuresShown = 50;

/** What applying came to, for the caller of the command. */
export function applyResult(given: {
  readonly plan: PlanSummary;
  readonly operations: readonly Operation[];
  /** Null: there was nothing to do. */
  readonly report: ApplyReport | null;
  /** Why the last round of replication failed; null where it did not. */
  readonly sync: ErrorReport | null;
}): CommandResult {
  const { plan, operations, report, sync } = given;
  const outcomes = new Map(report?.outcomes.map((outcome) => [outcome.id, outcome]));
  const done = operations.map((operation) => ({
    ...operation,
    ...outcomeFields(outcomes.get(operation.id)),
  }));
  const { applied = 0, failed = 0, skipped = 0, cancelled = false } = report ?? {};
  const fine = failed + skipped + plan.refusals.length === 0 && !cancelled && sync === null;
  return {
    document: {
      planId: plan.id,
      server: plan.serverName,
      applied,
      failed,
      skipped,
      cancelled,
      operations: done,
      refusals: plan.refusals,
      syncError: sync,
    },
    text: sentence(plan, report),
    notes: [
      ...failures(done, report?.outcomes ?? []),
      ...refusalNotes(plan),
      ...(sync === null
        ? []
        : [
            `Applied, but the audit entry could not be replicated yet. ${sync.message} ${sync.remedy}`,
          ]),
      ...(failed + skipped > 0
        ? ['Run `mycouch apply` again; it does what is still missing.']
        : []),
    ],
    exit: fine ? exitCodes.done : exitCodes.failed,
  };
}

function outcomeFields(outcome: OperationOutcome | undefined): Readonly<Record<string, unknown>> {
  switch (outcome?.outcome) {
    case undefined:
      return { outcome: null };
    case 'done':
      return { outcome: 'done' };
    case 'failed':
      return { outcome: 'failed', error: { code: outcome.code, message: outcome.message } };
    case 'skipped':
      return { outcome: 'skipped', because: outcome.because };
  }
}

function sentence(plan: PlanSummary, report: ApplyReport | null): string {
  const server = printable(plan.serverName);
  if (report === null) return `${nothingToApply(plan)}\n`;
  const { applied, failed, skipped, cancelled } = report;
  const rest = failed + skipped === 0 ? '' : `, ${failed} failed, ${skipped} skipped`;
  return `${cancelled ? 'Cancelled: ' : ''}${count(applied, 'operation')} applied on ${server}${rest}.\n`;
}

function failures(
  operations: readonly Operation[],
  outcomes: readonly OperationOutcome[],
): readonly string[] {
  const targets = new Map(operations.map(({ id, target }) => [id, target]));
  const lines = outcomes.flatMap((outcome) =>
    outcome.outcome === 'failed'
      ? [
          `failed ${printable(targets.get(outcome.id) ?? outcome.id)}: ${printable(outcome.message)}`,
        ]
      : [],
  );
  const more = lines.length - failuresShown;
  return more > 0
    ? [...lines.slice(0, failuresShown), `… and ${String(more)} more failed.`]
    : lines;
}
