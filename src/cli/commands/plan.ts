import type { Command } from 'commander';
import { allOperations } from '../all-operations.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { planText, refusalNotes } from '../plan-text.ts';
import { readyVault } from '../ready-vault.ts';
import { syncNow } from '../ready-server.ts';

/**
 * `mycouch plan`: what would have to be done to the server, after a round of replication. Exit 2 where
 * there is anything, tenants that are refused included: the server then is not what the registry says.
 */
export function addPlan(parent: Command, run: RunTask): void {
  parent
    .command('plan')
    .description('compare the server with the registry; exit code 2 when they differ')
    .action(() =>
      run(async (context) => {
        const { client } = context.session;
        await readyVault(context);
        await syncNow(context);
        context.progress('comparing …');
        const plan = await client.plan.make();
        const rows = await allOperations(client, plan.id);
        context.progress('');
        const operations = rows.map(({ operation }) => operation);
        return {
          document: {
            id: plan.id,
            madeAt: plan.madeAt,
            server: plan.serverName,
            operations,
            refusals: plan.refusals,
            unmanagedDatabases: plan.unmanagedDatabases,
          },
          text: planText(plan, operations),
          notes: refusalNotes(plan),
          exit: plan.operations + plan.refusals.length > 0 ? exitCodes.differences : exitCodes.done,
        };
      }),
    );
}
