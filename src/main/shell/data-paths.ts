import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConsoleError } from '../../shared/errors.ts';

/** Where the shell's own files are; everything lies below the data directory. */
export interface DataPaths {
  readonly directory: string;
  /** Chromium's profile. */
  readonly profile: string;
  readonly crashDumps: string;
  readonly logs: string;
  readonly windowState: string;
}

/** The shell's paths below an absolute data directory. */
export function dataPaths(directory: string): DataPaths {
  const profile = join(directory, 'profile');
  return {
    directory,
    profile,
    crashDumps: join(profile, 'crash-dumps'),
    logs: join(directory, 'logs'),
    windowState: join(directory, 'window.json'),
  };
}

/**
 * Makes the data directory for its owner alone and answers its absolute path. Throws what the file system
 * says when it cannot be used; Chromium would otherwise fail later and without a word.
 */
export function prepareDataDirectory(directory: string): string {
  const absolute = resolve(directory);
  mkdirSync(absolute, { recursive: true, mode: 0o700 });
  if (!statSync(absolute).isDirectory()) {
    throw new ConsoleError('storage-failed', `${absolute} is not a directory.`, {
      remedy: 'Start with --data DIR and another directory.',
    });
  }
  accessSync(absolute, constants.R_OK | constants.W_OK | constants.X_OK);
  return absolute;
}
