import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { count } from '../plan-text.ts';
import { printable } from '../printable.ts';
import { writeRegistryDirectory } from '../registry-directory.ts';

/** `mycouch export DIR`: the registry as files for a version control system, without secrets. */
export function addExport(parent: Command, run: RunTask): void {
  parent
    .command('export')
    .description('write the registry to a directory of files, hashes included, passwords never')
    .argument('<dir>', 'a new directory, or one that was exported to before')
    .action((dir: string) =>
      run(async ({ session: { client } }) => {
        const directory = resolve(dir);
        const done = await writeRegistryDirectory(directory, await client.files.export());
        return {
          document: { directory, ...done },
          text: `${count(done.written, 'file')} written, ${String(done.removed)} removed, ${String(done.unchanged)} as before in ${printable(directory)}.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}
