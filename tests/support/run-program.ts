import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { builtOnce } from './built-once.ts';

/** A TypeScript program made runnable for a plain Node process. */
export interface BuiltProgram {
  readonly path: string;
  /** Ends this use of it; the build stays for others. */
  readonly remove: () => Promise<void>;
}

/** Bundles one file of `tests/support/programs`, which other tests may use at the same time. */
export async function buildProgram(name: string): Promise<BuiltProgram> {
  const path = await builtOnce(name, `tests/support/programs/${name}.ts`, 'node20');
  return { path, remove: () => Promise.resolve() };
}

export interface RunningProgram {
  /** Lines printed so far. */
  readonly lines: readonly string[];
  /** Resolves once what was printed satisfies it, or the program has ended. */
  readonly until: (satisfied: () => boolean) => Promise<void>;
  /** Resolves once everything it printed is in `lines`. */
  readonly ended: Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly child: ChildProcess;
}

/** Starts a built program and collects what it prints. */
export function startProgram(
  program: BuiltProgram,
  args: readonly string[],
  options: { readonly command?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): RunningProgram {
  const [command = process.execPath, ...before] = options.command ?? [];
  const child = spawn(
    command,
    [...before, ...(options.command ? [process.execPath] : []), program.path, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...options.env },
    },
  );
  const lines: string[] = [];
  let over = false;
  let waiting: (() => void)[] = [];
  function wake(): void {
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve();
  }
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      over = true;
      wake();
      resolve();
    });
  });
  return {
    lines,
    until: async (satisfied) => {
      while (!satisfied() && !isOver()) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    ended,
    kill: (signal) => child.kill(signal),
    child,
  };

  function isOver(): boolean {
    return over;
  }
}
