import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RegistryFile } from '../../shared/bridge/file-views.ts';
import { errorCode, fileError } from './durable-file.ts';

/**
 * Writes files into a folder that is made for them, so that none of another's is ever in the way. Where the
 * name is taken, a number is put behind it. Readable by their owner alone. Answers the folder's name.
 * Errors: `disk-full`, `storage-failed`.
 */
export async function writeNewFolder(
  parent: string,
  name: string,
  files: readonly RegistryFile[],
): Promise<string> {
  try {
    const folder = await makeFolder(parent, name);
    const made = new Set<string>();
    for (const { path, text } of files) {
      const full = join(parent, folder, path);
      const directory = dirname(full);
      if (!made.has(directory)) await mkdir(directory, { recursive: true, mode: 0o700 });
      made.add(directory);
      await writeFile(full, text, { mode: 0o600, flag: 'wx' });
    }
    return folder;
  } catch (error) {
    throw fileError(error, name);
  }
}

async function makeFolder(parent: string, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? name : `${name}-${String(number)}`;
    try {
      await mkdir(join(parent, folder), { mode: 0o700 });
      return folder;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}
