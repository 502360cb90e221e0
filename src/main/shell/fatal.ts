import { ConsoleError, MyCouchError, type ErrorReport, reportError } from '../../shared/errors.ts';

/** Exit code of a start that failed. */
export const startFailed = 1;

const codes: Readonly<Record<string, readonly [code: 'disk-full' | 'storage-failed', string]>> = {
  ENOSPC: ['disk-full', 'The disk is full.'],
  EDQUOT: ['disk-full', 'The disk quota is used up.'],
  EROFS: ['storage-failed', 'The disk with the data directory is read-only.'],
  EACCES: ['storage-failed', 'The data directory may not be written.'],
  EPERM: ['storage-failed', 'The data directory may not be written.'],
  ENOTDIR: ['storage-failed', 'The data directory is not a directory.'],
  EEXIST: ['storage-failed', 'The data directory is not a directory.'],
  ENAMETOOLONG: ['storage-failed', 'The name of the data directory is too long.'],
};

const remedies = {
  'disk-full': 'Free some space and start the console again. Nothing that was saved is lost.',
  'storage-failed':
    'Make the directory writable for your user, or start with --data DIR and another directory.',
} as const;

/**
 * What to tell somebody whose console does not start. Knows the errors the console raises on purpose and
 * those of the file system; `directory` is named, since that is what has to be looked at.
 */
export function explainFailedStart(error: unknown, directory: string): ErrorReport {
  if (error instanceof RangeError) {
    return reportError(
      new ConsoleError('invalid-input', error.message, {
        remedy: 'Start with --data DIR, or without --data for the default directory.',
      }),
    );
  }
  if (error instanceof MyCouchError) return reportError(error);
  const code = error instanceof Error ? String(Reflect.get(error, 'code')) : '';
  const known = codes[code];
  if (known !== undefined) {
    return reportError(
      new ConsoleError(known[0], `${known[1]} (${directory})`, { remedy: remedies[known[0]] }),
    );
  }
  return {
    ...reportError(error),
    message: 'The console could not start.',
    remedy: `The log in ${directory} says why. Starting again is safe; nothing that was saved is lost.`,
  };
}
