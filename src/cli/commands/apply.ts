import type { Command } from 'commander';
import type { PlanSummary } from '../../shared/bridge/plan-views.ts';
import { ConsoleError, reportError, type ErrorReport } from '../../shared/errors.ts';
import type { ApplyReport, Operation } from '../../shared/planning/plan.ts';
import { allOperations } from '../all-operations.ts';
import { applyResult } from '../apply-result.ts';
import type { CommandContext, RunTask, Task } from '../command.ts';
import { count, refusalNotes } from '../plan-text.ts';
import { readyVault } from '../ready-vault.ts';
import { syncNow } from '../ready-server.ts';

/**
 * `mycouch apply --yes`: a round of replication, a plan, the plan applied, and another round so that the
 * audit log has it everywhere. Exit 1 where an operation failed or was skipped, and where a tenant is
 * refused: the server then is not what the registry says.
 */
export function addApply(parent: Command, run: RunTask): void {
  parent
    .command('apply')
    .description('make the server what the registry says')
    .option('--yes', 'without asking')
    .action(({ yes }: { readonly yes?: true }) => run(apply(yes === true)));
}

function apply(yes: boolean): Task {
  return async (context) => {
    if (!yes && !context.mayAsk) {
      throw new ConsoleError(
        'invalid-input',
        'Nobody can be asked here, and --yes was not given.',
        {
          remedy: 'Run `mycouch apply --yes`, after reading `mycouch plan`.',
        },
      );
    }
    const { client } = context.session;
    await readyVault(context);
    await syncNow(context);
    context.progress('comparing …');
    const plan = await client.plan.make();
    const operations = (await allOperations(client, plan.id)).map(({ operation }) => operation);
    context.progress('');
    if (operations.length === 0) return applyResult({ plan, operations, report: null, sync: null });
    if (!yes) await agree(context, plan, operations);
    const report = await carryOut(context, plan);
    const sync = report.cancelled ? null : await lastRound(context);
    return applyResult({ plan, operations, report, sync });
  };
}

async function agree(context: CommandContext, plan: PlanSummary, operations: readonly Operation[]) {
  for (const note of refusalNotes(plan)) context.note(note);
  const agreed = await context.confirm(
    `Do ${count(operations.length, 'operation')} for ${count(plan.tenants.length, 'tenant')} on ${plan.serverName}?`,
  );
  if (!agreed) throw new ConsoleError('cancelled', 'Nothing was applied.');
}

async function carryOut(context: CommandContext, plan: PlanSummary): Promise<ApplyReport> {
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
    return await client.plan.apply({ planId: plan.id });
  } finally {
    stopCancel();
    stopProgress();
    context.progress('');
  }
}

/** What was applied stays applied, whatever becomes of this round. */
async function lastRound(context: CommandContext): Promise<ErrorReport | null> {
  try {
    await syncNow(context);
    return null;
  } catch (error) {
    return reportError(error);
  }
}
