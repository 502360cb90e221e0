import type { Dirent } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeakSkip } from '../../shared/bridge/leak-views.ts';

export type WalkEntry =
  | { readonly kind: 'file'; readonly path: string }
  /** A folder that is a Git repository. */
  | { readonly kind: 'repository'; readonly path: string }
  | { readonly kind: 'skipped'; readonly why: LeakSkip; readonly path: string };

/**
 * Everything below a folder, paths relative to it with slashes. Links are told and not followed. Of a Git
 * repository the objects, which are compressed, are left out: its history is read otherwise.
 */
export async function* walkFolder(folder: string, signal: AbortSignal): AsyncGenerator<WalkEntry> {
  const waiting: string[] = [''];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (signal.aborted) return;
    const names = new Set<string>();
    try {
      for await (const entry of await opendir(join(folder, path))) {
        if (aborted(signal)) return;
        names.add(entry.name);
        const inner = path === '' ? entry.name : `${path}/${entry.name}`;
        const kind = await kindOf(entry, join(folder, inner));
        if (kind === 'folder' && isObjects(path, entry.name)) {
          yield { kind: 'skipped', why: 'git-objects', path: `${inner}/` };
        } else if (kind === 'folder') waiting.push(inner);
        else if (kind === 'file') yield { kind, path: inner };
        else yield { kind: 'skipped', why: kind, path: inner };
      }
    } catch {
      yield { kind: 'skipped', why: 'unreadable', path: path === '' ? './' : `${path}/` };
    }
    const bare = names.has('HEAD') && names.has('objects') && names.has('refs');
    const inside = path.split('/').includes('.git');
    if (names.has('.git') || (bare && !inside)) yield { kind: 'repository', path };
  }
}

function isObjects(path: string, name: string): boolean {
  return name === 'objects' && /(^|\/)(\.git|[^/]+\.git)$/.test(path);
}

/** Asked anew, since it changes while something is awaited. */
function aborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function kindOf(
  entry: Dirent,
  path: string,
): Promise<'file' | 'folder' | 'link' | 'special' | 'unreadable'> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'link';
  // Some file systems do not say in the listing what an entry is.
  const seen = await lstat(path).catch(() => null);
  if (seen === null) return 'unreadable';
  if (seen.isFile()) return 'file';
  if (seen.isDirectory()) return 'folder';
  return seen.isSymbolicLink() ? 'link' : 'special';
}
