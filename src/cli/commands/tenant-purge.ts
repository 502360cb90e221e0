import type { Command } from 'commander';
import { ConsoleError } from '../../shared/errors.ts';
import { allOperations } from '../all-operations.ts';
import { carryOut } from '../carry-out.ts';
import type { RunTask } from '../command.ts';
import { findTenant } from '../find-tenant.ts';
import { readyVault } from '../ready-vault.ts';
import { syncNow } from '../ready-server.ts';

/**
 * `mycouch tenant purge KEY --confirm KEY`: deletes for good what a tenant in the trash has on the server.
 * The only command that deletes data, and it is never done without the key typed again.
 */
export function addTenantPurge(parent: Command, run: RunTask): void {
  parent
    .command('purge')
    .description('delete the databases and accounts of a tenant in the trash, for good')
    .argument('<key>', 'key or id of the tenant')
    .option('--confirm <key>', 'its key once more; asked for on a terminal')
    .action((key: string, { confirm }: { readonly confirm?: string }) =>
      run(async (context) => {
        if (confirm === undefined && !context.mayAsk) {
          throw new ConsoleError(
            'confirmation-needed',
            'This deletes for good and has to be confirmed.',
            { remedy: 'Give the key of the tenant once more with --confirm KEY.' },
          );
        }
        const { client } = context.session;
        await readyVault(context);
        await syncNow(context);
        const tenant = await findTenant(client, key);
        context.progress('looking …');
        const plan = await client.plan.makePurge({ tenantIds: [tenant.id] });
        const operations = (await allOperations(client, plan.id)).map(({ operation }) => operation);
        context.progress('');
        return await carryOut(context, {
          plan,
          operations,
          partly: false,
          need: plan.confirmation,
          confirm: confirm ?? null,
          yes: true,
        });
      }),
    );
}
