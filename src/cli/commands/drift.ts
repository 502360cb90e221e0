import { Option, type Command } from 'commander';
import type { DriftReport } from '../../shared/bridge/drift-views.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { allOperations } from '../all-operations.ts';
import { carryOut, requireSomebody } from '../carry-out.ts';
import type { CommandContext, CommandResult, RunTask } from '../command.ts';
import { driftNotes, driftText } from '../drift-text.ts';
import { exitCodes } from '../exit-code.ts';
import { takesEffect } from '../next-apply.ts';
import { count } from '../plan-text.ts';
import { readyVault } from '../ready-vault.ts';
import { syncNow } from '../ready-server.ts';

interface Options {
  readonly adopt?: readonly string[];
  readonly correct?: true;
  readonly yes?: true;
  readonly confirm?: string;
}

/**
 * `mycouch drift`: what somebody changed on the server by hand. Exit 2 where there is anything. `--adopt`
 * takes findings over into the registry, `--correct` applies what puts the others right and nothing else.
 */
export function addDrift(parent: Command, run: RunTask): void {
  parent
    .command('drift')
    .description('find what was changed on the server by hand; exit code 2 when there is anything')
    .addOption(
      new Option('--adopt <ids...>', 'keep these findings, as overrides in the registry').conflicts(
        ['correct', 'yes', 'confirm'],
      ),
    )
    .option('--correct', 'put the server right again, with what drift is behind and nothing else')
    .option('--yes', 'correct without asking')
    .option('--confirm <text>', 'the text that correcting asks for, where it takes something away')
    .action((options: Options) => run((context) => drift(context, options)));
}

async function drift(context: CommandContext, options: Options): Promise<CommandResult> {
  const { adopt, correct } = options;
  if (correct === true) requireSomebody(context, options.yes === true, 'drift --correct');
  const { client } = context.session;
  await readyVault(context);
  await syncNow(context);
  context.progress('looking …');
  const report = succeeded(await client.drift.sweep());
  context.progress('');
  if (adopt !== undefined) {
    const after = await client.drift.adopt({ findingIds: [...adopt] });
    return {
      document: { adopted: adopt, ...after },
      text: `${count(adopt.length, 'finding')} adopted in the registry; ${takesEffect}.\n`,
      exit: exitCodes.done,
    };
  }
  if (correct === true) return await corrected(context, options);
  return {
    document: { ...report },
    text: driftText(report),
    notes: driftNotes(report),
    exit: report.findings.length > 0 ? exitCodes.differences : exitCodes.done,
  };
}

/** A sweep that failed has found nothing, which is another thing than finding nothing. */
function succeeded(report: DriftReport): DriftReport {
  const { problem } = report;
  if (problem === null) return report;
  throw new ConsoleError(problem.code, problem.message, {
    remedy: problem.remedy,
    details: problem.details,
  });
}

async function corrected(context: CommandContext, options: Options): Promise<CommandResult> {
  const { client } = context.session;
  const plan = await client.plan.make({ scope: 'all' });
  const operations = (await allOperations(client, plan.id)).map(({ operation }) => operation);
  const part = await client.plan.select({
    planId: plan.id,
    operationIds: operations.filter(({ cause }) => cause === 'drift').map(({ id }) => id),
  });
  const kept = new Set(part.operationIds);
  return await carryOut(context, {
    // What is refused is refused for its wishes, not for what was done by hand.
    plan: { ...plan, refusals: [] },
    operations: operations.filter(({ id }) => kept.has(id)),
    partly: true,
    need: part.confirmation,
    confirm: options.confirm ?? null,
    yes: options.yes === true,
  });
}
