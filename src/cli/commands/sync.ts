import type { Command } from 'commander';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { readyVault } from '../ready-vault.ts';
import { syncNow } from '../ready-server.ts';
import { roundText } from '../sync-text.ts';

/** `mycouch sync`: one round; `--once` says the same for scripts that want to be explicit. */
export function addSync(parent: Command, run: RunTask): void {
  parent
    .command('sync')
    .description('replicate the registry and the audit log with the server, both ways, once')
    .option('--once', 'one round, then end; what it does anyway')
    .action(() =>
      run(async (context) => {
        await readyVault(context);
        const status = await syncNow(context);
        const { databases } = await context.session.client.sync.overview();
        // What was answered is the registry's own; the overview may be a moment younger.
        const others = databases.filter(({ database }) => database !== status.database);
        return {
          document: { ...status, databases: [status, ...others] },
          text: roundText([status, ...others]),
          exit: exitCodes.done,
        };
      }),
    );
}
