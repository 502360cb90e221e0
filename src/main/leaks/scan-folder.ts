import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeakProgress, LeakTotals } from '../../shared/bridge/leak-views.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Sha256 } from '../../shared/documents/audit.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { createTally, type LeakScan } from './leak-scan.ts';
import { scanFile } from './scan-file.ts';
import { scanHistory } from './scan-history.ts';
import { walkFolder } from './walk-folder.ts';

/** Files read at the same time; each has a buffer. */
const atOnce = 8;
const bufferSize = 256 * 1024;
/** A file with more bytes than this is named instead of read. */
const hugeFile = 2 * 1024 ** 3;
/** Milliseconds between two reports of progress. */
const progressTime = 200;

export interface LeakScanOptions {
  readonly folder: string;
  /** Whether the history of Git repositories below it is read too. */
  readonly history: boolean;
  readonly digest: Sha256;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'now'>;
  readonly onProgress: (progress: LeakProgress) => void;
  /** Bytes; two gibibytes unless given. */
  readonly hugeBytes?: number;
}

/**
 * Looks for API keys in every file below a folder, and in the history of the Git repositories there. What
 * is left out is counted and named. Cancelled, it answers what it has found so far. Error: `invalid-input`
 * where the folder is none.
 */
export async function scanFolder(options: LeakScanOptions): Promise<LeakScan> {
  const { folder, digest, signal, clock, hugeBytes = hugeFile } = options;
  await requireFolder(folder);
  const started = clock.now().getTime();
  const tally = createTally();
  const { counts } = tally;
  let toldAt = started;

  function tell(running: boolean): void {
    const now = clock.now().getTime();
    if (running && now - toldAt < progressTime) return;
    toldAt = now;
    const { files, objects, bytes, found } = counts;
    options.onProgress({ files, objects, bytes, found, running });
  }

  async function file(path: string, buffer: Buffer): Promise<void> {
    const scan = await scanFile(join(folder, path), { digest, buffer, hugeBytes, signal });
    counts.bytes += scan.bytes;
    if (scan.skipped === null || scan.skipped === 'compressed') counts.files += 1;
    if (scan.skipped !== null) tally.skip(scan.skipped, path);
    for (const key of scan.found) tally.find({ ...key, place: { kind: 'file', path } });
    tell(true);
  }

  const repositories: string[] = [];
  const objects: string[] = [];
  const buffers = Array.from({ length: atOnce }, () => Buffer.allocUnsafe(bufferSize));
  const running = new Set<Promise<void>>();
  for await (const entry of walkFolder(folder, signal)) {
    if (entry.kind === 'repository') repositories.push(entry.path);
    else if (entry.kind === 'skipped') {
      if (entry.why === 'git-objects') objects.push(entry.path);
      else tally.skip(entry.why, entry.path);
    } else {
      while (buffers.length === 0) await Promise.race(running);
      const buffer = buffers.pop() ?? Buffer.allocUnsafe(bufferSize);
      const work = file(entry.path, buffer).finally(() => {
        running.delete(work);
        buffers.push(buffer);
      });
      running.add(work);
    }
  }
  await Promise.all(running);

  const history = options.history
    ? await histories(repositories, (repository) =>
        scanHistory(folder, repository, {
          digest,
          hugeBytes,
          signal,
          tally,
          onObject: () => {
            tell(true);
          },
        }),
      )
    : { state: 'off' as const, repositories: repositories.length, problems: [] };
  // Only a history that was read to its end stands for the objects that were left out.
  if (history.state !== 'read') for (const path of objects) tally.skip('git-objects', path);
  tell(false);
  const { files, bytes, found, lookalikes } = counts;
  return {
    files,
    bytes,
    found,
    lookalikes,
    findings: tally.findings(),
    skipped: tally.skipped(),
    history: { ...history, objects: counts.objects },
    cancelled: signal.aborted,
    milliseconds: clock.now().getTime() - started,
  };
}

async function histories(
  repositories: readonly string[],
  scan: (repository: string) => ReturnType<typeof scanHistory>,
): Promise<Omit<LeakTotals['history'], 'objects'>> {
  const problems: string[] = [];
  let state: LeakTotals['history']['state'] = repositories.length === 0 ? 'no-repository' : 'read';
  for (const repository of repositories) {
    const { outcome, problem } = await scan(repository);
    if (outcome === 'done') continue;
    if (outcome === 'no-git')
      return { state: 'no-git', repositories: repositories.length, problems };
    state = 'partly';
    if (outcome === 'failed' && problems.length < 20) {
      problems.push(`${repository === '' ? '.' : repository}: ${problem}`);
    }
  }
  return { state, repositories: repositories.length, problems };
}

async function requireFolder(folder: string): Promise<void> {
  const seen = await stat(folder).catch(() => null);
  if (seen?.isDirectory() === true) return;
  throw new ConsoleError(
    'invalid-input',
    seen === null ? 'There is no such folder, or it cannot be read.' : 'This is no folder.',
    { remedy: 'Choose a folder that you can read.', details: { folder: folder.slice(0, 300) } },
  );
}
