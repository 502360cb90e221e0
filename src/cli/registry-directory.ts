import { lstat, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { RegistryFile } from '../shared/bridge/file-views.ts';
import { ConsoleError } from '../shared/errors.ts';
import { folders, kindAt, manifestPath } from '../shared/registry-files/file-place.ts';
import { readTextFile, systemCode } from './read-limited.ts';
import { unwritable, writePrivateFile } from './write-private-file.ts';

/** Bytes of one file, and files of one directory. */
const limits = { bytes: 2_000_000, files: 200_000 } as const;
const typeSchema = z.object({ type: z.string() });

/**
 * Reads the files of an exported registry: the manifest, and every `.json` file in its folders. Whatever
 * else lies in the directory is left unread. Links are refused, since they lead out of it. Error:
 * `invalid-input`, naming the path.
 */
export async function readRegistryDirectory(directory: string): Promise<readonly RegistryFile[]> {
  const paths = await filePaths(directory);
  if (paths.length === 0) {
    throw new ConsoleError('invalid-input', `There is no exported registry in ${directory}.`, {
      remedy: 'Give a directory that `mycouch export DIR` has written.',
    });
  }
  const files: RegistryFile[] = [];
  for (const path of paths) {
    const text = await readTextFile(join(directory, path), {
      limit: limits.bytes,
      tooLarge: `This is no file of a registry: ${path}`,
      instead: 'Take the file away, or export the registry again.',
    });
    files.push({ path, text });
  }
  return files;
}

/** What an export has done to a directory. */
export interface Written {
  readonly written: number;
  readonly removed: number;
  readonly unchanged: number;
}

/**
 * Makes a directory hold these files: writes those that differ, and removes files of documents that are no
 * more. Nothing else in it is touched, and a file in the way that is no registry's refuses the export
 * before anything is written. Errors: `invalid-input`, `storage-failed`, `disk-full`.
 */
export async function writeRegistryDirectory(
  directory: string,
  files: readonly RegistryFile[],
): Promise<Written> {
  const wanted = new Map(files.map(({ path, text }) => [path, text]));
  const present = new Map<string, string | null>();
  for (const path of await filePaths(directory)) present.set(path, await textAt(directory, path));
  const ours = present.has(manifestPath);
  for (const [path, text] of present) {
    if (!wanted.has(path) || ours || text === null || isRegistryFile(path, text)) continue;
    throw new ConsoleError(
      'invalid-input',
      `Another file stands in the way: ${join(directory, path)}`,
      {
        remedy: 'Export into another directory, or take the file away.',
      },
    );
  }
  const changed = files.filter(({ path, text }) => present.get(path) !== text);
  for (const { path, text } of changed) {
    const full = join(directory, path);
    await mkdir(dirname(full), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw unwritable(dirname(full), error);
    });
    await writePrivateFile(full, text);
  }
  let removed = 0;
  for (const [path, text] of present) {
    if (wanted.has(path) || text === null || !isRegistryFile(path, text)) continue;
    await rm(join(directory, path));
    await removeEmpty(directory, dirname(path));
    removed += 1;
  }
  return { written: changed.length, removed, unchanged: files.length - changed.length };
}

/** Paths of the files that may be a registry's, with slashes, sorted. None where there is no directory. */
async function filePaths(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  if ((await kindOf(join(directory, manifestPath))) === 'file') found.push(manifestPath);
  const open: string[] = [...folders];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    if ((await kindOf(join(directory, folder))) === null) continue;
    for (const name of await readdir(join(directory, folder))) {
      const path = `${folder}/${name}`;
      const kind = await kindOf(join(directory, path));
      if (kind === 'folder') open.push(path);
      else if (kind === 'file' && name.endsWith('.json')) found.push(path);
      if (found.length > limits.files) {
        throw new ConsoleError('invalid-input', 'These are more files than a registry has.', {
          remedy: 'Give a directory that `mycouch export DIR` has written.',
        });
      }
    }
  }
  return found.sort();
}

/** Null where nothing is there. Error: `invalid-input` for a link or a device. */
async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  try {
    const found = await lstat(path);
    if (found.isFile()) return 'file';
    if (found.isDirectory()) return 'folder';
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return null;
    throw new ConsoleError('invalid-input', `It cannot be read (${code}): ${path}`, {
      remedy: 'Give a directory of your own.',
      details: { code },
    });
  }
  throw new ConsoleError('invalid-input', `A link or a device stands there, no file: ${path}`, {
    remedy: 'Put the file itself in its place.',
  });
}

/** Null where the file is no text of a bearable size: then it is nobody's of ours. */
async function textAt(directory: string, path: string): Promise<string | null> {
  const expected = { limit: limits.bytes, tooLarge: '', instead: '' };
  return await readTextFile(join(directory, path), expected).catch(() => null);
}

/** Whether a file is a document of a registry where it stands; only such a one is ever removed. */
function isRegistryFile(path: string, text: string): boolean {
  const kind = kindAt(path);
  if (kind === null) return path === manifestPath;
  try {
    const parsed = typeSchema.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.type === kind;
  } catch {
    return false;
  }
}

/** Folders that have become empty go too, up to the directory itself. */
async function removeEmpty(directory: string, folder: string): Promise<void> {
  for (let path = folder; path !== '.'; path = dirname(path)) {
    try {
      await rmdir(join(directory, path));
    } catch {
      return;
    }
  }
}
