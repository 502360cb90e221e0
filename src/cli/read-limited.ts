import { open } from 'node:fs/promises';
import { z } from 'zod';
import { ConsoleError } from '../shared/errors.ts';
import { readUtf8 } from '../shared/utf8-text.ts';

const codeSchema = z.object({ code: z.string() });
const pieceSize = 65_536;

/** What a file that cannot be read is answered with. */
export interface FileExpectation {
  /** Bytes it may have at most. */
  readonly limit: number;
  /** What to do where it is larger. */
  readonly tooLarge: string;
  /** What to give instead of one that is not there or cannot be read. */
  readonly instead: string;
}

/**
 * Reads a file, which may be a pipe, and stops as soon as it has more than was allowed. Error:
 * `invalid-input`, naming the path.
 */
export async function readLimited(path: string, expected: FileExpectation): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    const file = await open(path, 'r');
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(pieceSize) });
        if (bytesRead === 0) break;
        size += bytesRead;
        if (size > expected.limit) throw tooLarge(expected);
        pieces.push(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof ConsoleError ? error : unreadable(path, error, expected.instead);
  }
  return Buffer.concat(pieces, size);
}

/** The text of such a file. Error: `invalid-input`, for one that is no UTF-8 text too. */
export async function readTextFile(path: string, expected: FileExpectation): Promise<string> {
  const read = readUtf8(await readLimited(path, expected));
  if ('text' in read) return read.text;
  throw new ConsoleError('invalid-input', `This is not a text file: ${path}`, {
    remedy: expected.instead,
  });
}

function tooLarge({ limit, tooLarge: remedy }: FileExpectation): ConsoleError {
  const megabytes = Math.floor(limit / 1_000_000);
  return new ConsoleError('invalid-input', `The file is larger than ${String(megabytes)} MB.`, {
    remedy,
  });
}

function unreadable(path: string, error: unknown, remedy: string): ConsoleError {
  const code = systemCode(error);
  const why =
    code === 'ENOENT'
      ? 'There is no such file'
      : code === 'EISDIR'
        ? 'This is a directory'
        : code === 'EACCES' || code === 'EPERM'
          ? 'The file may not be read by you'
          : `The file could not be read (${code})`;
  return new ConsoleError('invalid-input', `${why}: ${path}`, { remedy, details: { code } });
}

/** Node's code of a system error, `ENOENT` and its like. */
export function systemCode(error: unknown): string {
  const parsed = codeSchema.safeParse(error);
  return parsed.success ? parsed.data.code : 'unknown';
}
