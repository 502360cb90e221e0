import type { Command } from 'commander';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { takesEffect, withNextApply } from '../next-apply.ts';

const changes = [
  ['suspend', 'have all access of a tenant withdrawn, and nothing deleted'],
  ['activate', 'have a suspended tenant given its access back'],
  ['archive', 'put a tenant aside and have its access withdrawn'],
  ['unarchive', 'take a tenant out of the archive, with the access it had before'],
  ['remove', 'move a tenant to the trash and have its access withdrawn; its data stays'],
  ['restore', 'take a tenant out of the trash, with the access it had before'],
] as const;

/** `mycouch tenant suspend KEY` and its like: an edit of the registry, on the server with the next apply. */
export function addTenantAccess(parent: Command, run: RunTask): void {
  for (const [change, description] of changes) {
    parent
      .command(change)
      .description(`${description}; ${withNextApply}`)
      .argument('<key>', 'key or id of the tenant')
      .action((key: string) =>
        run(async ({ session: { client } }) => {
          const { id } = await findTenant(client, key);
          const tenant = await client.tenants[change]({ id });
          return {
            document: { tenant },
            text: `Tenant ${tenant.key} is ${tenant.state === 'deleted' ? 'in the trash' : tenant.state} in the registry; ${takesEffect}.\n`,
            exit: exitCodes.done,
          };
        }),
      );
  }
}
