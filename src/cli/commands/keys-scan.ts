import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../../main/console/system-clock.ts';
import { leakFindings } from '../../main/leaks/leak-scan.ts';
import { scanFolder } from '../../main/leaks/scan-folder.ts';
import type { KnownKey } from '../../shared/bridge/key-views.ts';
import type { LeakReport } from '../../shared/bridge/leak-views.ts';
import type { CommandContext, RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { leakNotes, leakText } from '../key-text.ts';

/** `mycouch keys scan DIR`: looks for keys that lie about where they should not. */
export function addKeysScan(parent: Command, run: RunTask): void {
  parent
    .command('scan')
    .description(
      'look for API keys in every file below a folder and in the history of Git repositories there; exit code 2 when one is found',
    )
    .argument('<dir>', 'the folder')
    .option('--no-history', 'leave the history of Git repositories out')
    .action((folder: string, { history }: { readonly history: boolean }) =>
      run(async (context) => {
        const report = await scan(context, resolve(folder), history);
        return {
          document: { ...report },
          text: leakText(report),
          notes: leakNotes(report),
          exit: report.found === 0 ? exitCodes.done : exitCodes.differences,
        };
      }),
    );
}

/** The files are read in this process, as its user and from its folder; the console knows whose keys they are. */
async function scan(
  { session, onCancel, progress }: CommandContext,
  folder: string,
  history: boolean,
): Promise<LeakReport> {
  const ending = new AbortController();
  const forget = onCancel(() => {
    ending.abort();
  });
  try {
    const { findings, ...totals } = await scanFolder({
      folder,
      history,
      digest: (key) => createHash('sha256').update(key, 'utf8').digest('hex'),
      signal: ending.signal,
      clock: systemClock,
      onProgress: ({ files, objects, found }) => {
        progress(`${String(files)} files, ${String(objects)} objects, ${String(found)} found …`);
      },
    });
    progress('');
    const sought = findings.flatMap(({ keyId: id, digest }) =>
      digest === null ? [] : [{ id, digest }],
    );
    const answers = sought.length === 0 ? [] : await session.client.keys.known({ keys: sought });
    const known = new Map<string, KnownKey | null>(
      sought.map(({ digest }, index) => [digest, answers[index] ?? null]),
    );
    return {
      ...totals,
      folder,
      findings: leakFindings(findings, ({ digest }) => known.get(digest) ?? null),
    };
  } finally {
    forget();
  }
}
