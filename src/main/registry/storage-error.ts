import { z } from 'zod';
import { ConsoleError, MyCouchError } from '../../shared/errors.ts';

const textSchema = z.object({
  message: z.string().optional(),
  reason: z.unknown().optional(),
  code: z.unknown().optional(),
  name: z.string().optional(),
});

/** Puts a failure of the local database into the product's words; the original stays as the cause. */
export function storageError(error: unknown): MyCouchError {
  if (error instanceof MyCouchError) return error;
  const parsed = textSchema.safeParse(error);
  const text = parsed.success
    ? [parsed.data.message, parsed.data.reason, parsed.data.code, parsed.data.name].join(' ')
    : '';
  if (
    /No space left|File too large|ENOSPC|EDQUOT|EFBIG|quota exceeded|not enough space/i.test(text)
  ) {
    return new ConsoleError('disk-full', 'There is no room left on the disk; nothing was saved.', {
      remedy: 'Free some space and try again.',
      cause: error,
    });
  }
  if (/\block\b.*LOCK|LOCK.*(unavailable|already held|being used)/i.test(text)) {
    return new ConsoleError(
      'data-in-use',
      'Another process has the registry of this directory open.',
      {
        remedy: 'Close the other MyCouch Console or use another data directory.',
        cause: error,
      },
    );
  }
  return new ConsoleError('storage-failed', 'The local registry could not be read or written.', {
    remedy: 'Check the disk and the rights on the data directory, then start again.',
    cause: error,
  });
}
