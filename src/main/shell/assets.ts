import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isOwnAddress } from './origin.ts';

/** Path in the address (`/assets/index.js`) → file on disk. */
export type Assets = ReadonlyMap<string, string>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/**
 * Lists the files below a folder that may be served. Only what is listed is ever opened, so an address
 * has no way out of the folder; links and files of unknown type are left out.
 */
export async function listAssets(folder: string, prefix = ''): Promise<Assets> {
  const assets = new Map<string, string>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = `${prefix}/${entry.name}`;
    const file = join(folder, entry.name);
    if (entry.isDirectory()) {
      for (const [inner, found] of await listAssets(file, path)) assets.set(inner, found);
    } else if (entry.isFile() && contentType(file) !== null) {
      assets.set(path, file);
    }
  }
  return assets;
}

/** The file an address stands for, or null. Nothing is decoded: `%2e` is no dot here. */
export function findAsset(assets: Assets, address: string): string | null {
  if (!isOwnAddress(address)) return null;
  const { pathname } = new URL(address);
  return assets.get(pathname === '/' ? '/index.html' : pathname) ?? null;
}

/** MIME type by the file's extension, or null where the console serves no such thing. */
export function contentType(file: string): string | null {
  return types[extname(file).toLowerCase()] ?? null;
}
