import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConsoleError } from '../../shared/errors.ts';

/** Bytes that the path of a socket may have on every system (Linux 107, macOS 103). */
const pathLimit = 99;

/**
 * Where a console may listen, the best first: a socket in the data directory, or, where its path is too
 * long or its file system has no sockets, one in a private folder for temporary files. On Windows a pipe.
 */
export function controlAddresses(
  directory: string,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  if (platform === 'win32') return [`\\\\.\\pipe\\mycouch-${randomBytes(16).toString('hex')}`];
  const inside = join(resolve(directory), 'control.sock');
  const name = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 16);
  const outside = join(tmpdir(), `mycouch-${name}`, 'control.sock');
  return [inside, outside].filter((path) => Buffer.byteLength(path) <= pathLimit);
}

/**
 * Makes the folder of a socket, or takes the one that is there when nobody but this user can reach into
 * it: in a shared folder for temporary files another user may have put one there first.
 */
export async function makeSocketFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const found = await lstat(path);
  const ours = process.getuid === undefined || found.uid === process.getuid();
  if (found.isDirectory() && ours && (found.mode & 0o077) === 0) return;
  throw new ConsoleError('storage-failed', 'The folder for the control socket is not private.', {
    remedy: 'Make the folder readable by its owner alone (mode 0700).',
    details: { path },
  });
}
