import { readUtf8 } from '../shared/utf8-text.ts';
import { readLimited } from './read-limited.ts';

/** What the import takes at most, in bytes and so in characters too. */
const sizeLimit = 20_000_000;

export type TenantFile =
  | { readonly text: string }
  | { readonly problem: { readonly line: number; readonly message: string } };

/**
 * Reads the text of a tenants file, which may be a pipe. A line that is no UTF-8 text is answered as a
 * problem with its number. Errors: `invalid-input` where there is no such file, it cannot be read, or is
 * too large.
 */
export async function readTenantFile(path: string): Promise<TenantFile> {
  const bytes = await readLimited(path, {
    limit: sizeLimit,
    tooLarge: 'Split it into several files and import them one after the other.',
    instead: 'Check the path and give a CSV file with the header key,name.',
  });
  const read = readUtf8(bytes);
  if ('text' in read) return read;
  return {
    problem: {
      line: read.badLine,
      message: 'This is not UTF-8 text. Save the file as CSV in UTF-8.',
    },
  };
}
