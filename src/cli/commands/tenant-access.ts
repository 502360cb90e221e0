import type { Command } from 'commander';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';

const changes = [
  ['suspend', 'withdraw all access, delete nothing'],
  ['activate', 'give a suspended tenant its access back'],
  ['archive', 'put a tenant aside; its access is withdrawn'],
  ['unarchive', 'take a tenant out of the archive'],
  ['remove', 'move a tenant to the trash; its access is withdrawn, its data stays'],
  ['restore', 'take a tenant out of the trash'],
] as const;

/** `mycouch tenant suspend KEY` and its like: an edit of the registry, on the server with the next apply. */
export function addTenantAccess(parent: Command, run: RunTask): void {
  for (const [change, description] of changes) {
    parent
      .command(change)
      .description(description)
      .argument('<key>', 'key or id of the tenant')
      .action((key: string) =>
        run(async ({ session: { client } }) => {
          const { id } = await findTenant(client, key);
          const tenant = await client.tenants[change]({ id });
          return {
            document: { tenant },
            text: `Tenant ${tenant.key} is ${tenant.state === 'deleted' ? 'in the trash' : tenant.state}.\n`,
            exit: exitCodes.done,
          };
        }),
      );
  }
}
