import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { bulkResult } from '../bulk-result.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenants } from '../find-tenants.ts';
import { takesEffect, withNextApply } from '../next-apply.ts';

const changes = [
  ['suspend', 'have all access of tenants withdrawn, and nothing deleted', 'suspended'],
  ['activate', 'have suspended tenants given their access back', 'activated'],
  ['archive', 'put tenants aside and have their access withdrawn', 'archived'],
  [
    'unarchive',
    'take tenants out of the archive, with the access they had before',
    'taken out of the archive',
  ],
  [
    'remove',
    'move tenants to the trash and have their access withdrawn; their data stays',
    'moved to the trash',
  ],
  ['restore', 'take tenants out of the trash, with the access they had before', 'restored'],
] as const;

/** `mycouch tenant suspend KEY...` and its like: edits of the registry, on the server with the next apply. */
export function addTenantAccess(parent: Command, run: RunTask): void {
  for (const [change, description, done] of changes) {
    const command = parent
      .command(change)
      .description(`${description}; ${withNextApply}`)
      .argument('<key...>', 'keys or ids of the tenants');
    if (change === 'remove') {
      command.option('--confirm <key>', 'the key again, for the tenant being worked in');
    }
    command.action((keys: readonly string[], { confirm }: { readonly confirm?: string }) =>
      run(async (context) => {
        const { client } = context.session;
        const rows = await findTenants(client, keys);
        const [only, ...others] = rows;
        if (only !== undefined && others.length === 0) {
          const { id } = only;
          const tenant =
            change === 'remove' && confirm !== undefined
              ? await client.tenants.remove({ id, confirm })
              : await client.tenants[change]({ id });
          return {
            document: { tenant },
            text: `Tenant ${tenant.key} is ${tenant.state === 'deleted' ? 'in the trash' : tenant.state} in the registry; ${takesEffect}.\n`,
            exit: exitCodes.done,
          };
        }
        const runId = randomUUID();
        const stop = context.onCancel(() => void client.tenants.cancelBulk({ runId }));
        const ids = rows.map(({ id }) => id);
        const report = await client.tenants
          .bulk({ runId, ids, action: { do: change } })
          .finally(stop);
        return bulkResult(report, rows.length, done, context.note);
      }),
    );
  }
}
