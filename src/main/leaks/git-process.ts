import { spawn } from 'node:child_process';
import { devNull, tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { maskKeys } from '../../shared/keys/key-format.ts';

/** What Git may see of the environment: where its own parts are, and nothing that would steer it. */
function environment(repository: string): NodeJS.ProcessEnv {
  const { PATH, Path, SystemRoot, PATHEXT, TMPDIR, TEMP } = process.env;
  const passed = Object.entries({ PATH, Path, SystemRoot, PATHEXT, TMPDIR, TEMP }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    ...Object.fromEntries(passed),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CEILING_DIRECTORIES: dirname(repository),
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
  };
}

/** A repository's own configuration can name programs to run; none of them is. */
const safety = [
  '--no-pager',
  ...[
    'core.fsmonitor=false',
    `core.hooksPath=${devNull}`,
    'core.alternateRefsCommand=',
    'protocol.allow=never',
    'gc.auto=0',
  ].flatMap((setting) => ['-c', setting]),
];
const tellLimit = 300;

export interface GitRun {
  /** `no-git`: there is no such program. */
  readonly outcome: 'done' | 'failed' | 'no-git' | 'stopped';
  /** The first line that it complained with; for `failed`. */
  readonly problem: string;
}

/**
 * Runs a reading Git command on a repository, without a shell and outside of the repository, so that no
 * program in it is taken for Git. `take` gets what it prints and ends it early by answering false.
 */
export function runGit(
  repository: string,
  args: readonly string[],
  signal: AbortSignal,
  take: (piece: Buffer) => boolean,
): Promise<GitRun> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ outcome: 'stopped', problem: '' });
      return;
    }
    const child = spawn('git', [...safety, '-C', repository, ...args], {
      cwd: tmpdir(),
      env: environment(repository),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let complaint = '';
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      child.kill();
    };
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (piece: Buffer) => {
      if (!stopped && !take(piece)) stop();
    });
    child.stderr.on('data', (piece: Buffer) => {
      if (complaint.length < tellLimit) complaint += piece.toString('utf8');
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', stop);
      const absent = error.code === 'ENOENT';
      resolve({ outcome: absent ? 'no-git' : 'failed', problem: error.code ?? '' });
    });
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      const [line = ''] = complaint.split('\n');
      const problem = maskKeys(line).slice(0, tellLimit);
      if (stopped) resolve({ outcome: 'stopped', problem: '' });
      else resolve({ outcome: code === 0 ? 'done' : 'failed', problem });
    });
  });
}
