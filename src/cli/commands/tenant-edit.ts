import type { Command } from 'commander';
import { ConsoleError } from '../../shared/errors.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';

interface Options {
  readonly name?: string;
  readonly description?: string;
  readonly owner?: string;
}

/** `mycouch tenant edit KEY`: what describes a tenant; nothing on a server follows from it. */
export function addTenantEdit(parent: Command, run: RunTask): void {
  parent
    .command('edit')
    .description('change the name, description or owner of a tenant')
    .argument('<key>', 'key or id of the tenant')
    .option('--name <name>', 'as people call it')
    .option('--description <text>', 'free text')
    .option('--owner <address>', 'e-mail address of the owner; empty: none')
    .action((key: string, { name, description, owner }: Options) =>
      run(async ({ session: { client } }) => {
        if (name === undefined && description === undefined && owner === undefined) {
          throw new ConsoleError('invalid-input', 'Nothing was asked for.', {
            remedy: 'Give --name, --description or --owner.',
          });
        }
        const { id } = await findTenant(client, key);
        const tenant = await client.tenants.edit({
          id,
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          ...(owner === undefined ? {} : { ownerEmail: owner.trim() === '' ? null : owner }),
        });
        return {
          document: { tenant },
          text: `Tenant ${tenant.key} is ${tenant.name}, owner ${tenant.ownerEmail ?? 'none'}.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}
