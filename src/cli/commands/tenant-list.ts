import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { TenantRow } from '../../shared/bridge/views.ts';
import { allTenants } from '../all-tenants.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { table } from '../table.ts';

const states = ['current', 'active', 'suspended', 'archived', 'deleted', 'all'] as const;
const stateSchema = z.enum(states);

const provisioningWords: Readonly<Record<TenantRow['provisioning'], string>> = {
  // Perhaps another console has applied it: this one has not seen that yet.
  waiting: 'to compare or apply',
  applied: 'agrees',
  refused: 'refused',
};

interface Options {
  readonly state: string;
  readonly search: string;
  readonly withoutOwner?: true;
}

/** `mycouch tenant list`: all of them, however many. */
export function addTenantList(parent: Command, run: RunTask): void {
  parent
    .command('list')
    .description('the tenants of the registry')
    .addOption(
      new Option('--state <state>', 'which ones; current is active and suspended')
        .choices(states)
        .default('current'),
    )
    .option('--search <text>', 'only those with these words in key, name, owner or description', '')
    .option('--without-owner', 'only those that have had people and lost their last owner')
    .action((options: Options) =>
      run(async ({ session: { client } }) => {
        const found = await allTenants(client, stateSchema.parse(options.state), options.search);
        const only = options.withoutOwner === true;
        const tenants = only ? found.filter(({ ownerless }) => ownerless) : found;
        return {
          document: { tenants },
          text:
            tenants.length === 0
              ? 'No tenants.\n'
              : table(
                  ['KEY', 'NAME', 'STATE', 'ON SERVER', 'ID'],
                  tenants.map(({ key, name, state, provisioning, id }) => [
                    key,
                    name,
                    state,
                    provisioningWords[provisioning],
                    id,
                  ]),
                ),
          exit: exitCodes.done,
        };
      }),
    );
}
