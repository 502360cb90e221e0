import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { LeakSkip } from '../../shared/bridge/leak-views.ts';
import type { Sha256 } from '../../shared/documents/audit.ts';
import type { FoundKey } from '../../shared/keys/find-keys.ts';
import { createByteScanner } from './byte-scanner.ts';

/** What reading one file came to; `compressed` was read all the same, as the bytes it is. */
export interface FileScan {
  readonly found: readonly FoundKey[];
  readonly bytes: number;
  readonly skipped: LeakSkip | null;
}

/**
 * Reads one file through a buffer. It may have become something else since its folder was listed: a link is
 * not followed and a pipe not waited for.
 * @param hugeBytes a file with more is left out; one that grows is read so far
 */
export async function scanFile(
  path: string,
  options: {
    readonly digest: Sha256;
    readonly buffer: Buffer;
    readonly hugeBytes: number;
    readonly signal: AbortSignal;
  },
): Promise<FileScan> {
  const { digest, buffer, hugeBytes, signal } = options;
  const found: FoundKey[] = [];
  let bytes = 0;
  const ended = (skipped: LeakSkip | null): FileScan => ({ found, bytes, skipped });
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const seen = await file.stat();
      if (!seen.isFile()) return ended('special');
      if (seen.size > hugeBytes) return ended('huge');
      const scanner = createByteScanner(digest);
      while (!signal.aborted && bytes <= hugeBytes) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length);
        if (bytesRead === 0) break;
        bytes += bytesRead;
        found.push(...scanner.push(buffer.subarray(0, bytesRead)));
      }
      if (bytes > hugeBytes) return ended('huge');
      return ended(scanner.compressed() ? 'compressed' : null);
    } finally {
      await file.close();
    }
  } catch {
    return ended('unreadable');
  }
}
