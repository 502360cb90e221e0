import type { Command } from 'commander';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { withNextApply } from '../next-apply.ts';
import { count } from '../plan-text.ts';
import { printable } from '../printable.ts';
import { readTenantFile } from '../read-tenant-file.ts';
import { readyVault } from '../ready-vault.ts';

/** `mycouch tenant import FILE.csv`: every line of it or none. */
export function addTenantImport(parent: Command, run: RunTask): void {
  parent
    .command('import')
    .description(`make a tenant of every line, or none when one line is wrong; ${withNextApply}`)
    .argument('<file>', 'CSV (RFC 4180, UTF-8) with the header key,name or key,name,owner')
    .action((file: string) =>
      run(async (context) => {
        const read = await readTenantFile(file);
        if ('problem' in read) return refused([read.problem]);
        await readyVault(context);
        const { created, problems } = await context.session.client.tenants.importCsv({
          text: read.text,
        });
        if (problems.length > 0) return refused(problems);
        return {
          document: { created, problems },
          text:
            created === 0
              ? 'There is no line below the header: 0 tenants imported.\n'
              : `${count(created, 'tenant')} imported; they reach the server with \`mycouch apply\`.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}

function refused(problems: readonly { readonly line: number; readonly message: string }[]) {
  return {
    document: { created: 0, problems },
    text: '',
    notes: [
      ...problems.map(({ line, message }) => `line ${line}: ${printable(message)}`),
      'Nothing was imported. Correct the lines and import the file again.',
    ],
    exit: exitCodes.failed,
  };
}
