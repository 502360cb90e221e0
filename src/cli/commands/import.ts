import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RegistryImportReport } from '../../shared/bridge/file-views.ts';
import type { CommandResult, RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { withNextApply } from '../next-apply.ts';
import { count } from '../plan-text.ts';
import { printable } from '../printable.ts';
import { readRegistryDirectory } from '../registry-directory.ts';
import { readyVault } from '../ready-vault.ts';

const linesShown = 100;

/** `mycouch import DIR`: all the files of an exported registry, or none where one of them is wrong. */
export function addImport(parent: Command, run: RunTask): void {
  parent
    .command('import')
    .description(
      `take the files of a directory into the registry, all or none; ${withNextApply}. Nothing is removed from the registry`,
    )
    .argument('<dir>', 'a directory that `export` has written')
    .option('--compare', 'only tell what would change; exit code 2 when anything would')
    .action((dir: string, { compare }: { readonly compare?: true }) =>
      run(async (context) => {
        const files = [...(await readRegistryDirectory(resolve(dir)))];
        const { client } = context.session;
        if (compare === true) return result(await client.files.compare({ files }), true);
        await readyVault(context);
        return result(await client.files.import({ files }), false);
      }),
    );
}

function result(report: RegistryImportReport, compared: boolean): CommandResult {
  const { problems, created, changed, unchanged, changes } = report;
  if (problems.length > 0) {
    return {
      document: { ...report },
      text: '',
      notes: [
        ...problems.map(({ path, message }) => `${printable(path)}: ${printable(message)}`),
        compared
          ? 'These files cannot be imported as they are.'
          : 'Nothing was imported. Correct the files and import them again.',
      ],
      exit: exitCodes.failed,
    };
  }
  const more = changes.length - linesShown;
  const figures = `${count(created, 'document')} new, ${String(changed)} changed, ${String(unchanged)} as before`;
  return {
    document: { ...report },
    text:
      `${compared ? 'Would import' : 'Imported'}: ${figures}.\n` +
      changes
        .slice(0, linesShown)
        .map((change) => `  ${printable(change)}\n`)
        .join('') +
      (more > 0 ? `… and ${String(more)} more; --json has all of them.\n` : ''),
    exit: compared && changes.length > 0 ? exitCodes.differences : exitCodes.done,
  };
}
