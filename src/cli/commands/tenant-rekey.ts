import type { Command } from 'commander';
import type { CommandContext, RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { takesEffect, withNextApply } from '../next-apply.ts';
import { readyVault } from '../ready-vault.ts';
import { syncNow } from '../ready-server.ts';

/** `mycouch tenant rekey KEY|ID NEWKEY`: settles what two laptops, or somebody else, have named alike. */
export function addTenantRekey(parent: Command, run: RunTask): void {
  parent
    .command('rekey')
    .description(
      `give another key to a tenant that is refused for its key or was never applied; ${withNextApply}`,
    )
    .argument('<key>', 'key or id of the tenant; the id where two have the key')
    .argument('<new-key>', '2 to 41 of a-z, 0-9 and hyphens, first a letter')
    .action((key: string, newKey: string) =>
      run(async (context) => {
        const { client } = context.session;
        const { id, key: before } = await findTenant(client, key);
        await lookIfNeeded(context, id);
        const tenant = await client.tenants.changeKey({ id, key: newKey });
        return {
          document: { tenant },
          text: `Tenant ${before} has the key ${tenant.key} in the registry; ${takesEffect}.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}

/** Another console may have applied the tenant: only the server knows, where there is one. */
async function lookIfNeeded(context: CommandContext, id: string): Promise<void> {
  const { client } = context.session;
  if ((await client.tenants.get({ id })).keyChangeable) return;
  if (context.server() === null && (await client.connection.current()) === null) return;
  await readyVault(context);
  await syncNow(context);
  context.progress('comparing …');
  await client.plan.make();
  context.progress('');
}
