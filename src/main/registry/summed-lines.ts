import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { errorCode, fileError } from '../files/durable-file.ts';

const pieceSize = 1 << 20;
const newline = 10;
const comma = 44;
const closing = 93;
const opening = Buffer.from('[');
/** A digest of as many digits stands where one is to come. */
const noDigest = '0'.repeat(64);

/**
 * A value as a line of ASCII, since reading that back takes two thirds of the time: a piece with a single other
 * character in it is decoded slowly, and has two bytes a character from then on.
 */
export function asciiLine(value: unknown): string {
  const text = JSON.stringify(value);
  return `${text.replaceAll(beyondAscii, escaped)}\n`;
}

const beyondAscii = /[\u0080-\uffff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The last line: SHA-256, in lower-case hexadecimal, of the bytes of all before it. */
export function sumLine(digest: string): string {
  return `${JSON.stringify({ sha256: digest === '' ? noDigest : digest })}\n`;
}

/**
 * Reads a file of JSON lines, in ASCII, whose last is their sum, in pieces of about a MiB, so that the event
 * loop has its turn in between. Each value is the parsed lines of a piece; returns at last whether the sum is
 * right. A line that is no JSON ends it with false. Null where there is no such file. Errors: `storage-failed`.
 * @param sumLength of the last line, in bytes
 */
export async function readSummedLines(
  path: string,
  sumLength: number,
): Promise<AsyncGenerator<readonly unknown[], boolean> | null> {
  try {
    const file = await open(path, 'r');
    return lines(file, path, sumLength);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileError(error, path);
  }
}

async function* lines(
  file: Awaited<ReturnType<typeof open>>,
  path: string,
  sumLength: number,
): AsyncGenerator<readonly unknown[], boolean> {
  try {
    const { size } = await file.stat();
    const end = size - sumLength;
    const hash = createHash('sha256');
    let carried = Buffer.alloc(0);
    for (let at = 0; at < end;) {
      const piece = Buffer.allocUnsafe(Math.min(pieceSize, end - at));
      const { bytesRead } = await file.read(piece, 0, piece.length, at);
      if (bytesRead === 0) return false;
      at += bytesRead;
      const read = piece.subarray(0, bytesRead);
      hash.update(read);
      const cut = read.lastIndexOf(newline) + 1;
      if (cut === 0) {
        carried = Buffer.concat([carried, read]);
        continue;
      }
      const parsed = parsedLines(Buffer.concat([opening, carried, read.subarray(0, cut)]));
      carried = Buffer.from(read.subarray(cut));
      if (parsed === null) return false;
      yield parsed;
    }
    if (carried.length > 0 || end <= 0) return false;
    const sum = Buffer.alloc(sumLength);
    await file.read(sum, 0, sumLength, end);
    return sum.toString('utf8') === sumLine(hash.digest('hex'));
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await file.close();
  }
}

/**
 * JSON has no line break but between its values, so that lines are the members of one array.
 * @param bytes ASCII: a `[` and whole lines; written over
 */
function parsedLines(bytes: Buffer): readonly unknown[] | null {
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at)) bytes[at] = comma;
  bytes[bytes.length - 1] = closing;
  try {
    const parsed: unknown = JSON.parse(bytes.toString('latin1'));
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
