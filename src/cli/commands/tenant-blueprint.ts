import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { ConsoleClient } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { bulkResult } from '../bulk-result.ts';
import type { RunTask } from '../command.ts';
import { findTenants } from '../find-tenants.ts';
import { readyVault } from '../ready-vault.ts';
import { withNextApply } from '../next-apply.ts';

/** `mycouch tenant blueprint NAME KEY...`: what tenants are made of; nothing is deleted on a server. */
export function addTenantBlueprint(parent: Command, run: RunTask): void {
  parent
    .command('blueprint')
    .description(
      `give tenants another blueprint; what only the old one has stays on the server, unmanaged; ${withNextApply}`,
    )
    .argument('<name>', 'name or title of the blueprint')
    .argument('<key...>', 'keys or ids of the tenants')
    .action((name: string, keys: readonly string[]) =>
      run(async (context) => {
        const { client } = context.session;
        const blueprint = await findBlueprint(client, name);
        const rows = await findTenants(client, keys);
        const ids = rows.map(({ id }) => id);
        const { leftDatabases, leftAccounts, newAccounts } = await client.tenants.blueprintChange({
          ids,
          blueprint,
        });
        // New accounts get passwords, and these go into the vault.
        if (newAccounts > 0) await readyVault(context);
        for (const { count, names } of [leftDatabases, leftAccounts]) {
          if (count === 0) continue;
          const more = count > names.length ? ' and more' : '';
          context.note(`Stays on the server, unmanaged: ${names.join(', ')}${more}.`);
        }
        const runId = randomUUID();
        const stop = context.onCancel(() => void client.tenants.cancelBulk({ runId }));
        const report = await client.tenants
          .bulk({ runId, ids, action: { do: 'blueprint', blueprint } })
          .finally(stop);
        return bulkResult(report, rows.length, 'given another blueprint', context.note);
      }),
    );
}

async function findBlueprint(client: ConsoleClient, name: string): Promise<string> {
  const all = await client.tenants.blueprints();
  const found = all.find(({ id, title }) => id === `blueprint_${name}` || title === name);
  if (found !== undefined) return found.id;
  throw new ConsoleError('not-found', `There is no blueprint ${name.slice(0, 60)}.`, {
    remedy: `There ${all.length === 1 ? 'is' : 'are'}: ${all.map(({ id }) => id.replace('blueprint_', '')).join(', ')}.`,
  });
}
