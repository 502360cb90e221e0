/** What the console's own arguments ask for. */
export interface ShellArguments {
  /** Data directory; null: the default one. */
  readonly data: string | null;
  /** Connect to the practice server by itself on a first run. */
  readonly practice: boolean;
}

/**
 * Finds `--data DIR`, `--data=DIR` and `--practice` among arguments that are mixed with Chromium's own.
 * `--data` without a directory throws: falling back to the default would show somebody else's data.
 */
export function parseShellArguments(argv: readonly string[]): ShellArguments {
  let data: string | null = null;
  for (const [index, argument] of argv.entries()) {
    if (argument === '--data') data = argv[index + 1] ?? '';
    else if (argument.startsWith('--data=')) data = argument.slice('--data='.length);
  }
  if (data !== null && (data === '' || data.startsWith('--'))) {
    throw new RangeError('--data needs a directory.');
  }
  return { data, practice: argv.includes('--practice') };
}
