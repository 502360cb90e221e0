import type { Command } from 'commander';
import type { RevealedCredential } from '../../shared/bridge/account-views.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { prove } from '../prove.ts';
import { readyVault } from '../ready-vault.ts';
import { facts } from '../table.ts';

/** `mycouch account reveal KEY sync|admin`: the credential on standard output, and an entry in the audit log. */
export function addAccountReveal(parent: Command, run: RunTask): void {
  parent
    .command('reveal')
    .description(
      "show a service account's user name and password to who knows the vault's passphrase or the server administrator's password; the audit log notes it",
    )
    .argument('<key>', 'key or id of the tenant')
    .argument('<account>', 'sync or admin')
    .action((key: string, account: string) =>
      run(async (context) => {
        await readyVault(context);
        const { client } = context.session;
        const { id } = await findTenant(client, key);
        await prove(context);
        const shown = await client.accounts.reveal({ tenantId: id, account });
        return { document: { ...shown }, text: facts(lines(shown)), exit: exitCodes.done };
      }),
    );
}

function lines({
  username,
  password,
  previous,
}: RevealedCredential): readonly (readonly [string, string])[] {
  return [
    ['username', username],
    ['password', password],
    ...(previous === null
      ? []
      : ([
          ['previous username', previous.username],
          ['previous password', previous.password ?? 'not on this device'],
          ['works until', previous.until],
        ] as const)),
  ];
}
