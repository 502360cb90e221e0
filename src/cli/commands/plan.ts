import { Option, type Command } from 'commander';
import { z } from 'zod';
import { curlCommand } from '../../shared/planning/curl-command.ts';
import type { PlanSummary } from '../../shared/bridge/plan-views.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Operation } from '../../shared/planning/plan.ts';
import { allOperations } from '../all-operations.ts';
import type { CommandContext, RunTask, Task } from '../command.ts';
import { comparisonText } from '../comparison-text.ts';
import { exitCodes } from '../exit-code.ts';
import { readPlanFile } from '../plan-files.ts';
import { forecastNotes, planText, refusalNotes } from '../plan-text.ts';
import { printable } from '../printable.ts';
import { readyVault } from '../ready-vault.ts';
import { sameAddress, syncNow } from '../ready-server.ts';
import { requirePlace, writePrivateFile } from '../write-private-file.ts';

const scopes = ['all', 'changed'] as const;
const optionsSchema = z.object({
  out: z.string().optional(),
  scope: z.enum(scopes),
  compare: z.string().optional(),
  curl: z.literal(true).optional(),
  offline: z.literal(true).optional(),
});
type Options = z.infer<typeof optionsSchema>;

/**
 * `mycouch plan`: what would have to be done to the server, after a round of replication. Exit 2 where
 * there is anything, tenants that are refused included: the server then is not what the registry says.
 */
export function addPlan(parent: Command, run: RunTask): void {
  parent
    .command('plan')
    .description('compare the server with the registry; exit code 2 when they differ')
    .option('--out <file>', 'save the plan for `apply FILE`; the file is readable by you alone')
    .addOption(
      new Option('--scope <scope>', 'look at everything, or only at what may have changed')
        .choices(scopes)
        .default('all'),
    )
    .option('--compare <file>', 'show what differs from a saved plan')
    .addOption(
      new Option(
        '--curl',
        'print the requests as a shell script; credentials come from ~/.netrc',
      ).conflicts('compare'),
    )
    .option(
      '--offline',
      'a forecast without asking the server, from what this device last saw of it; it cannot be applied',
    )
    .action((options: unknown) => run(plan(optionsSchema.parse(options))));
}

function plan({ out, scope, compare, curl, offline }: Options): Task {
  return async (context) => {
    const saved = compare === undefined ? null : await readPlanFile(compare);
    if (out !== undefined) await requirePlace(out);
    const { client } = context.session;
    const summary = await (offline === true ? forecast(context) : compared(context, scope));
    const rows = await allOperations(client, summary.id);
    const comparison =
      saved === null ? null : await client.plan.compare({ planId: summary.id, with: saved });
    if (out !== undefined) {
      await writePrivateFile(out, (await client.plan.save({ planId: summary.id })).text);
    }
    context.progress('');
    const operations = rows.map(({ operation }) => operation);
    const commands = curl === true ? await curlCommands(context, operations) : null;
    return {
      document: {
        id: summary.id,
        madeAt: summary.madeAt,
        server: summary.serverName,
        operations,
        refusals: summary.refusals,
        drift: summary.drift,
        unmanagedDatabases: summary.unmanagedDatabases,
        unreadNodes: summary.unreadNodes,
        requests: summary.requests,
        milliseconds: summary.milliseconds,
        confirmation: summary.confirmation,
        ...(summary.forecast === null ? {} : { forecast: summary.forecast }),
        ...(comparison === null ? {} : { comparison }),
        ...(commands === null ? {} : { curl: commands }),
        ...(out === undefined ? {} : { file: out }),
      },
      text:
        commands === null
          ? planText(summary, operations) + (comparison === null ? '' : comparisonText(comparison))
          : script(operations, commands),
      notes: [
        ...forecastNotes(summary),
        ...refusalNotes(summary),
        ...(out === undefined ? [] : [`Saved to ${printable(out)}.`]),
      ],
      exit:
        summary.operations + summary.refusals.length > 0 ? exitCodes.differences : exitCodes.done,
    };
  };
}

async function compared(context: CommandContext, scope: Options['scope']): Promise<PlanSummary> {
  await readyVault(context);
  await syncNow(context);
  context.progress('comparing …');
  return context.session.client.plan.make({ scope, forecast: 'never' });
}

/** Errors: `not-connected`, where this device knows nothing of the server. */
async function forecast({ session: { client }, server }: CommandContext): Promise<PlanSummary> {
  const named = server();
  const known = await client.connection.current();
  if (named !== null && !sameAddress(named.url, known?.url ?? '')) {
    throw new ConsoleError(
      'not-connected',
      'This device does not know the server of MYCOUCH_SERVER, so there is nothing to compare with.',
      { remedy: 'Connect to the server, then compare.' },
    );
  }
  return client.plan.make({ scope: 'all', forecast: 'only' });
}

async function curlCommands(
  { session: { client } }: CommandContext,
  operations: readonly Operation[],
): Promise<readonly string[]> {
  const connection = await client.connection.current();
  if (connection === null) return [];
  return operations.map((operation) => curlCommand(operation, connection.url));
}

/** Ends at the first request that CouchDB refuses, since later ones may need it. */
function script(operations: readonly Operation[], commands: readonly string[]): string {
  const steps = commands.map(
    (command, index) => `# ${printable(operations[index]?.id ?? '')}\n${command}\n`,
  );
  return `#!/bin/sh\nset -e\n${steps.join('')}`;
}
