import type { ConfirmationNeed, PlanSummary } from '../shared/bridge/plan-views.ts';
import { ConsoleError, reportError, type ErrorReport } from '../shared/errors.ts';
import type { Operation } from '../shared/planning/plan.ts';
import { applyResult } from './apply-result.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { count, refusalNotes, whose } from './plan-text.ts';
import { printable } from './printable.ts';
import { syncNow } from './ready-server.ts';

/** What is to be applied, and how far it is agreed to. */
export interface Order {
  readonly plan: PlanSummary;
  /** Of the plan, those that are to be applied. */
  readonly operations: readonly Operation[];
  /** True where these are only a part of the plan. */
  readonly partly: boolean;
  /** What has to be typed for them. */
  readonly need: ConfirmationNeed | null;
  /** What was typed on the command line; null: nothing. */
  readonly confirm: string | null;
  /** True where it was agreed to switch on the JWT handler. */
  readonly handlers?: boolean;
  /** True where nobody is to be asked whether. */
  readonly yes: boolean;
}

/** Applies operations of the current plan after asking, then replicates once more for the audit log. */
export async function carryOut(context: CommandContext, order: Order): Promise<CommandResult> {
  const { plan, operations, partly } = order;
  if (operations.length === 0) return applyResult({ plan, operations, report: null, sync: null });
  const confirm = await agree(context, order);
  const { client, onProgress } = context.session;
  const stopProgress = onProgress(({ planId, done, failed, skipped, total }) => {
    if (planId !== plan.id) return;
    const trouble = failed + skipped === 0 ? '' : `, ${failed} failed, ${skipped} skipped`;
    context.progress(`applying ${done + failed + skipped} of ${total}${trouble} …`);
  });
  const stopCancel = context.onCancel(() => {
    context.note('Cancelling; what has begun is finished first …');
    client.plan.cancel({ planId: plan.id }).catch((error: unknown) => {
      context.note(reportError(error).message);
    });
  });
  try {
    const report = await client.plan.apply({
      planId: plan.id,
      ...(partly ? { operationIds: operations.map(({ id }) => id) } : {}),
      ...(confirm === null ? {} : { confirm }),
      ...(order.handlers === true ? { handlers: true } : {}),
    });
    const sync = report.cancelled ? null : await lastRound(context);
    return applyResult({ plan, operations, report, sync });
  } finally {
    stopCancel();
    stopProgress();
    context.progress('');
  }
}

/** Refuses at once where nobody could be asked later on. */
export function requireSomebody(context: CommandContext, yes: boolean, command: string): void {
  if (yes || context.mayAsk) return;
  throw new ConsoleError('invalid-input', 'Nobody can be asked here, and --yes was not given.', {
    remedy: `Run \`mycouch ${command} --yes\`, after reading \`mycouch plan\`.`,
  });
}

/** Yes to the operations; what was typed where something has to be. */
async function agree(context: CommandContext, order: Order): Promise<string | null> {
  const { plan, operations, need, confirm, yes } = order;
  for (const note of yes ? [] : refusalNotes(plan)) context.note(note);
  if (need !== null) {
    if (confirm !== null) return confirm;
    for (const what of need.what) context.note(printable(what));
    const typed = await context.ask(`Type ${printable(need.text)} to do this: `);
    if (typed !== null) return typed;
    throw new ConsoleError('confirmation-needed', reasons[need.because], {
      remedy: `Add --confirm '${need.text}', after reading \`mycouch plan\`.`,
      details: { text: need.text },
    });
  }
  if (yes) return confirm;
  const agreed = await context.confirm(
    `Do ${count(operations.length, 'operation')} for ${whose(operations.map(({ tenantId }) => tenantId))} on ${printable(plan.serverName)}?`,
  );
  if (!agreed) throw new ConsoleError('cancelled', 'Nothing was applied.');
  return confirm;
}

const reasons: Readonly<Record<ConfirmationNeed['because'], string>> = {
  purge: 'This deletes for good and has to be confirmed.',
  production: 'This takes something away on a server in production and has to be confirmed.',
};

/** What was applied stays applied, whatever becomes of this round. */
async function lastRound(context: CommandContext): Promise<ErrorReport | null> {
  try {
    await syncNow(context);
    return null;
  } catch (error) {
    return reportError(error);
  }
}
