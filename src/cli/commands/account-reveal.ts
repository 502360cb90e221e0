import type { Command } from 'commander';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { readyVault } from '../ready-vault.ts';
import { facts } from '../table.ts';

/** `mycouch account reveal KEY sync|admin`: the credential on standard output, and an entry in the audit log. */
export function addAccountReveal(parent: Command, run: RunTask): void {
  parent
    .command('reveal')
    .description("show a service account's user name and password; the audit log notes it")
    .argument('<key>', 'key or id of the tenant')
    .argument('<account>', 'sync or admin')
    .action((key: string, account: string) =>
      run(async (context) => {
        await readyVault(context);
        const { client } = context.session;
        const { id } = await findTenant(client, key);
        const { username, password } = await client.accounts.reveal({ tenantId: id, account });
        return {
          document: { username, password },
          text: facts([
            ['username', username],
            ['password', password],
          ]),
          exit: exitCodes.done,
        };
      }),
    );
}
