import type { Command } from 'commander';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { takesEffect, withNextApply } from '../next-apply.ts';
import { readyVault } from '../ready-vault.ts';

interface Options {
  readonly name: string;
  readonly description?: string;
  readonly owner?: string;
}

/** `mycouch tenant create KEY --name NAME`. */
export function addTenantCreate(parent: Command, run: RunTask): void {
  parent
    .command('create')
    .description(`make a tenant in the registry; ${withNextApply}`)
    .argument('<key>', '2 to 41 of a-z, 0-9 and hyphens, first a letter; permanent once applied')
    .requiredOption('--name <name>', 'the name people see')
    .option('--description <text>', 'anything worth knowing')
    .option('--owner <email>', 'whom to write to')
    .action((key: string, options: Options) =>
      run(async (context) => {
        await readyVault(context);
        const tenant = await context.session.client.tenants.create({
          key,
          name: options.name,
          ...(options.description === undefined ? {} : { description: options.description }),
          ...(options.owner === undefined ? {} : { ownerEmail: options.owner }),
        });
        return {
          document: { tenant },
          text:
            `Tenant ${tenant.key} is in the registry; ${takesEffect}.\n` +
            `Databases: ${tenant.databaseNames.join(', ')}\n` +
            `Accounts: ${tenant.accounts.map(({ username }) => username).join(', ')}\n`,
          exit: exitCodes.done,
        };
      }),
    );
}
