import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../shared/errors.ts';

const codeSchema = z.object({ code: z.string() });

/**
 * Makes the data directory, and what is missing above it, for its owner alone. One level after the other:
 * Node's own recursive call never ends on file systems that answer ENOENT to every new directory.
 * Error: `storage-failed`, naming the directory.
 */
export async function prepareDirectory(directory: string): Promise<void> {
  try {
    await makeWithParents(directory);
    // A path that ends in a slash is followed only where it is a directory.
    await access(`${directory}/`, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(directory, codeOf(error));
  }
}

async function makeWithParents(directory: string): Promise<void> {
  const missing: string[] = [];
  for (let path = directory; !(await exists(path)); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) {
    await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      // Another command may have made it in the same moment.
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && path !== dirname(path)) return false;
    throw error;
  }
}

function codeOf(error: unknown): string {
  const parsed = codeSchema.safeParse(error);
  return parsed.success ? parsed.data.code : 'unknown';
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOTDIR', 'there is a file in its place'],
  ['EACCES', 'it may not be written to'],
  ['EPERM', 'it may not be written to'],
  ['EROFS', 'it may not be written to'],
  ['ENOENT', 'no directory can be made there'],
  ['ENOSPC', 'the disk is full'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ELOOP', 'its links lead in a circle'],
]);

function unusable(directory: string, code: string): ConsoleError {
  const why = reasons.get(code) ?? `the system answers ${code}`;
  return new ConsoleError('storage-failed', `${directory} cannot hold the data: ${why}.`, {
    remedy: 'Give another directory with --data DIR.',
    details: { directory, code },
  });
}
