import { join } from 'node:path';
import type { Sha256 } from '../../shared/documents/audit.ts';
import { createByteScanner } from './byte-scanner.ts';
import { runGit, type GitRun } from './git-process.ts';
import type { Tally } from './leak-scan.ts';
import { createObjectReader } from './object-reader.ts';

/** What people wrote: files of any time, and messages. A tree has only names. */
const scanned: ReadonlySet<string> = new Set(['blob', 'commit', 'tag']);

/**
 * Scans everything that a Git repository has in its store, each object once, whichever branch it is on or
 * was on. Only Git itself runs, and only to read.
 * @param repository path below `folder`; empty: the folder itself
 */
export async function scanHistory(
  folder: string,
  repository: string,
  options: {
    readonly digest: Sha256;
    readonly hugeBytes: number;
    readonly signal: AbortSignal;
    readonly tally: Tally;
    readonly onObject: () => void;
  },
): Promise<GitRun> {
  const { digest, hugeBytes, signal, tally } = options;
  const path = join(folder, repository);
  const found: Parameters<Tally['find']>[0][] = [];
  const read = createObjectReader(({ id, kind, size }) => {
    if (!scanned.has(kind)) return null;
    tally.counts.objects += 1;
    options.onObject();
    const named = `${repository === '' ? '' : `${repository}: `}${kind} ${id}`;
    if (size > hugeBytes) {
      tally.skip('huge', named);
      return null;
    }
    const scanner = createByteScanner(digest);
    return {
      piece: (bytes) => {
        tally.counts.bytes += bytes.length;
        for (const key of scanner.push(bytes)) {
          const place = { kind: 'blob', repository, blob: id, path: null } as const;
          if (found.length < foundLimit) found.push({ ...key, place });
          else tally.find({ ...key, place });
        }
      },
      end: () => {
        if (scanner.compressed()) tally.skip('compressed', named);
      },
    };
  });
  const batch = ['cat-file', '--batch-all-objects', '--unordered', '--buffer', '--batch'];
  const seen = { readable: true };
  const run = await runGit(path, batch, signal, (piece) => {
    seen.readable = read(piece);
    return seen.readable;
  });
  const paths = await pathsOf(
    path,
    new Set(found.map(({ place }) => (place.kind === 'blob' ? place.blob : ''))),
    signal,
  );
  for (const one of found) {
    const { place } = one;
    if (place.kind !== 'blob') continue;
    tally.find({ ...one, place: { ...place, path: paths.get(place.blob) ?? null } });
  }
  return seen.readable ? run : { outcome: 'failed', problem: 'Git answered something unexpected.' };
}

/** Findings of one repository that a path is looked for. */
const foundLimit = 5000;

/** One path of each object that a branch or tag leads to; one walk through the history for all of them. */
async function pathsOf(
  repository: string,
  wanted: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  if (wanted.size === 0) return paths;
  let rest = '';
  await runGit(repository, ['rev-list', '--objects', '--all'], signal, (piece) => {
    const lines = (rest + piece.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const blank = line.indexOf(' ');
      const id = blank === -1 ? line : line.slice(0, blank);
      if (blank !== -1 && wanted.has(id) && !paths.has(id)) paths.set(id, line.slice(blank + 1));
    }
    return paths.size < wanted.size;
  });
  return paths;
}
