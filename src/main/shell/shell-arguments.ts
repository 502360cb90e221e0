import { isLinkArgument } from '../../shared/links/deep-link.ts';

/** What the console's own arguments ask for. */
export interface ShellArguments {
  /** Data directory; null: the default one. */
  readonly data: string | null;
  /** Connect to the practice server by itself on a first run. */
  readonly practice: boolean;
  /** What the system was asked to open with the console, unread; null: nothing. */
  readonly link: string | null;
}

/**
 * Finds `--data DIR`, `--data=DIR`, `--practice` and a link among arguments that are mixed with Chromium's
 * own. A link comes from anywhere and must bring no option with it: what stands behind one, or behind `--`,
 * is no option. `--data` without a directory throws: falling back to the default would show somebody
 * else's data.
 */
export function parseShellArguments(argv: readonly string[]): ShellArguments {
  const end = argv.findIndex((argument) => argument === '--' || isLinkArgument(argument));
  const options = end === -1 ? argv : argv.slice(0, end);
  let data: string | null = null;
  for (const [index, argument] of options.entries()) {
    if (argument === '--data') data = options[index + 1] ?? '';
    else if (argument.startsWith('--data=')) data = argument.slice('--data='.length);
  }
  if (data !== null && (data === '' || data.startsWith('--'))) {
    throw new RangeError('--data needs a directory.');
  }
  return { data, practice: options.includes('--practice'), link: linkIn(argv) };
}

/** The link among a process's arguments; null where there is none. */
export function linkIn(argv: readonly string[]): string | null {
  return argv.find(isLinkArgument) ?? null;
}
