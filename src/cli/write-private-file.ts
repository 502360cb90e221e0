import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { ConsoleError } from '../shared/errors.ts';
import { systemCode } from './read-limited.ts';

/**
 * Writes a file for its owner alone, as a whole: the path holds the old content or the new one, never a
 * part. Nothing but a plain file is replaced: no directory, no link, no device. Errors: `disk-full`,
 * `storage-failed`, naming the path.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await requirePlace(path);
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw unwritable(path, error);
  }
}

/** Whether a file may be put there; asked before long work whose result it is to hold. */
export async function requirePlace(path: string): Promise<void> {
  let found: Awaited<ReturnType<typeof lstat>>;
  try {
    found = await lstat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw unwritable(path, error);
  }
  if (found.isFile()) return;
  throw new ConsoleError(
    'invalid-input',
    found.isDirectory()
      ? `This is a directory: ${path}`
      : `Something that is no plain file stands there: ${path}`,
    { remedy: 'Give the path of a file, a new one or one to replace.' },
  );
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'its directory does not exist'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['EACCES', 'you may not write there'],
  ['EPERM', 'you may not write there'],
  ['EROFS', 'you may not write there'],
  ['ENAMETOOLONG', 'its name is too long'],
]);

/** A system error as an error of the console, with the path in it. */
export function unwritable(path: string, error: unknown): ConsoleError {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ConsoleError('disk-full', 'There is no room left on the disk.', {
      remedy: 'Free some space and try again.',
      details: { path },
    });
  }
  const why = reasons.get(code) ?? `the system answers ${code}`;
  return new ConsoleError('storage-failed', `${path} cannot be written: ${why}.`, {
    remedy: 'Give another path.',
    details: { path, code },
  });
}
