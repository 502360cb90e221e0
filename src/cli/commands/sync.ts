import type { Command } from 'commander';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { readyVault } from '../ready-vault.ts';
import { syncNow } from '../ready-server.ts';

/** `mycouch sync`: one round; `--once` says the same for scripts that want to be explicit. */
export function addSync(parent: Command, run: RunTask): void {
  parent
    .command('sync')
    .description('replicate the registry with the server, both ways, once')
    .option('--once', 'one round, then end; what it does anyway')
    .action(() =>
      run(async (context) => {
        await readyVault(context);
        const status = await syncNow(context);
        return {
          document: { ...status },
          text: `The registry and the server agree as of ${status.agreement?.at ?? status.since}.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}
