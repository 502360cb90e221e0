import { open } from 'node:fs/promises';
import { z } from 'zod';
import { ConsoleError } from '../shared/errors.ts';
import { readUtf8 } from '../shared/utf8-text.ts';

/** What the import takes at most, in bytes and so in characters too. */
const sizeLimit = 20_000_000;
const codeSchema = z.object({ code: z.string() });

export type TenantFile =
  | { readonly text: string }
  | { readonly problem: { readonly line: number; readonly message: string } };

/**
 * Reads the text of a tenants file, which may be a pipe. A line that is no UTF-8 text is answered as a
 * problem with its number. Errors: `invalid-input` where there is no such file, it cannot be read, or is
 * too large.
 */
export async function readTenantFile(path: string): Promise<TenantFile> {
  const bytes = await readLimited(path);
  const read = readUtf8(bytes);
  if ('text' in read) return read;
  return {
    problem: {
      line: read.badLine,
      message: 'This is not UTF-8 text. Save the file as CSV in UTF-8.',
    },
  };
}

async function readLimited(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    const file = await open(path, 'r');
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(65_536) });
        if (bytesRead === 0) break;
        size += bytesRead;
        if (size > sizeLimit) throw tooLarge();
        pieces.push(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof ConsoleError ? error : unreadable(path, error);
  }
  return Buffer.concat(pieces, size);
}

function tooLarge(): ConsoleError {
  return new ConsoleError('invalid-input', 'The file is larger than 20 MB.', {
    remedy: 'Split it into several files and import them one after the other.',
  });
}

function unreadable(path: string, error: unknown): ConsoleError {
  const parsed = codeSchema.safeParse(error);
  const code = parsed.success ? parsed.data.code : 'unknown';
  const why =
    code === 'ENOENT'
      ? 'There is no such file'
      : code === 'EISDIR'
        ? 'This is a directory'
        : code === 'EACCES' || code === 'EPERM'
          ? 'The file may not be read by you'
          : `The file could not be read (${code})`;
  return new ConsoleError('invalid-input', `${why}: ${path}`, {
    remedy: 'Check the path and give a CSV file with the header key,name.',
    details: { code },
  });
}
