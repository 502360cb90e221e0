import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localEntry = 0x04034b50;
const symlink = 0o120000;
const typeMask = 0o170000;

/**
 * Unpacks a zip (no zip64, no encryption) with its permissions and symbolic links.
 * @param {Buffer} zip
 * @param {string} target folder; made when missing
 * @param {(name: string) => string | null} place where an entry goes below the target; null: nowhere
 */
export function unzip(zip, target, place) {
  for (const entry of entries(zip)) {
    const name = place(entry.name);
    if (name === null) continue;
    const path = resolve(target, name);
    if (path !== resolve(target) && !path.startsWith(resolve(target) + sep)) {
      throw new Error(`the zip has an entry outside of its folder: ${entry.name}`);
    }
    if (entry.name.endsWith('/')) {
      mkdirSync(path, { recursive: true });
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    const content = contentOf(zip, entry);
    if ((entry.mode & typeMask) === symlink) {
      symlinkSync(content.toString('utf8'), path);
      continue;
    }
    writeFileSync(path, content);
    chmodSync(path, entry.mode & 0o777 || 0o644);
  }
}

/** @typedef {{ name: string, mode: number, method: number, packed: number, size: number, offset: number }} Entry */

/**
 * @param {Buffer} zip
 * @returns {Generator<Entry>}
 */
function* entries(zip) {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error('no zip file');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== directoryEntry) throw new Error('the zip has a broken directory');
    const nameLength = zip.readUInt16LE(at + 28);
    yield {
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      mode: zip.readUInt32LE(at + 38) >>> 16,
      method: zip.readUInt16LE(at + 10),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    };
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

/**
 * @param {Buffer} zip
 * @param {Entry} entry
 */
function contentOf(zip, { name, method, packed, size, offset }) {
  if (zip.readUInt32LE(offset) !== localEntry)
    throw new Error(`the zip has a broken entry: ${name}`);
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const stored = zip.subarray(start, start + packed);
  if (method !== 0 && method !== 8) throw new Error(`the zip packs ${name} in an unknown way`);
  const content = method === 0 ? stored : inflateRawSync(stored);
  if (content.length !== size) throw new Error(`the zip has a cut entry: ${name}`);
  return content;
}
