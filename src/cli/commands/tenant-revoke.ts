import type { Command } from 'commander';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { takesEffect, withNextApply } from '../next-apply.ts';

/** `mycouch tenant revoke KEY`: every token given out until now is refused for good. */
export function addTenantRevoke(parent: Command, run: RunTask): void {
  parent
    .command('revoke')
    .description(
      `have every token of a tenant refused that was given out until now; its accounts keep their passwords; ${withNextApply}`,
    )
    .argument('<key>', 'key or id of the tenant')
    .action((key: string) =>
      run(async ({ session: { client } }) => {
        const { id } = await findTenant(client, key);
        const tenant = await client.tenants.revokeTokens({ id });
        return {
          document: { tenant },
          text: `Tenant ${tenant.key} is in epoch ${String(tenant.epoch)} in the registry, and no older token is good; ${takesEffect}.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}
