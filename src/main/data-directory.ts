import { homedir } from 'node:os';
import { isAbsolute, posix, win32 } from 'node:path';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Where a console keeps its data unless told otherwise. The window and the command line both ask here, so
 * that they meet on the same registry: XDG's data home on Linux, Application Support on macOS, %APPDATA%
 * on Windows.
 */
export function defaultDataDirectory(
  machine: Machine = { platform: process.platform, env: process.env, home: homedir() },
): string {
  const { platform, env, home } = machine;
  if (platform === 'win32') {
    const roaming = env['APPDATA'];
    return win32.join(
      roaming === undefined || roaming === '' ? win32.join(home, 'AppData', 'Roaming') : roaming,
      'MyCouch Console',
    );
  }
  if (platform === 'darwin') {
    return posix.join(home, 'Library', 'Application Support', 'MyCouch Console');
  }
  const data = env['XDG_DATA_HOME'];
  // The XDG specification says that a relative path is to be ignored.
  const base = data !== undefined && isAbsolute(data) ? data : posix.join(home, '.local', 'share');
  return posix.join(base, 'mycouch-console');
}
