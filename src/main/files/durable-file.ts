import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';

const privateFile = 0o600;
const privateDirectory = 0o700;
const codeSchema = z.object({ code: z.string() });

/**
 * Replaces a file as a whole: after a crash at any moment the path holds the old or the new content,
 * and once this has resolved the new one is on disk. Calls for one path must not overlap.
 * The file is readable by its owner alone. Errors: `disk-full`, `storage-failed`.
 */
export async function writeDurably(
  path: string,
  content: string | Uint8Array | AsyncIterable<string>,
): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await makePrivateDirectory(dirname(path));
    const file = await open(temporary, 'w', privateFile);
    try {
      // A left-over temporary file keeps its mode when it is opened again.
      await file.chmod(privateFile);
      await writeFile(file, content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(error, path);
  }
}

/** The text of a file; null where there is no such file. Errors: `storage-failed`. */
export async function readIfPresent(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileError(error, path);
  }
}

/** Makes a directory, and what is missing above it, for its owner alone. */
export async function makePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: privateDirectory });
}

/** A rename is durable only when its directory is; Windows cannot open one and needs no such call. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Node's `code` of a system error, or null. */
export function errorCode(error: unknown): string | null {
  const parsed = codeSchema.safeParse(error);
  return parsed.success ? parsed.data.code : null;
}

/** Puts a system error into the product's words. */
export function fileError(error: unknown, path: string): ConsoleError {
  const code = errorCode(error) ?? 'unknown';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ConsoleError('disk-full', 'There is no room left on the disk.', {
      remedy: 'Free some space and try again; nothing was changed.',
      details: { path },
      cause: error,
    });
  }
  return new ConsoleError('storage-failed', `The file could not be read or written (${code}).`, {
    remedy: 'Check that the data directory exists and belongs to you.',
    details: { path, code },
    cause: error,
  });
}
