import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment } from '../../src/cli/environment.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { createConsoleClient } from '../../src/main/control/console-client.ts';
import { ConsoleError, reportError } from '../../src/shared/errors.ts';

export interface CliOutcome {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

const unreachable = new ConsoleError('not-connected', 'No server is connected.');

/** Runs one argument vector in this process, on a console that refuses every call. */
export async function runCase(argv: readonly string[]): Promise<CliOutcome> {
  let out = '';
  let err = '';
  const client = createConsoleClient(() =>
    Promise.resolve({ ok: false, error: reportError(unreachable) }),
  );
  const exit = await runCli(argv, {
    version: '0.0.0',
    environment: readEnvironment({}),
    terminal: {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      outIsTerminal: false,
      errIsTerminal: false,
      inIsTerminal: false,
      ask: () => Promise.resolve(null),
      askSecret: () => Promise.resolve(null),
      line: () => Promise.resolve(null),
    },
    signal: new AbortController().signal,
    defaultDirectory: () => '/nowhere',
    openSession: () =>
      Promise.resolve({
        client,
        shared: false,
        onProgress: () => () => undefined,
        close: () => Promise.resolve(),
      }),
    runAgent: () => Promise.reject(unreachable),
  });
  return { exit, out, err };
}

/** What is wrong with how a command line ended; null: nothing. */
export function caseProblem(
  argv: readonly string[],
  { exit, out, err }: CliOutcome,
): string | null {
  if (exit !== 0 && exit !== 1 && exit !== 2) return `it ended with ${String(exit)}`;
  if (exit === 0 && out === '') return 'it ended well and said nothing';
  if (exit === 1 && err === '') return 'it failed and said nothing';
  if (err.includes('Something went wrong inside')) return 'an error that nobody foresaw';
  if (/\n\s+at .*[:(]\d+/u.test(err)) return `a stack trace: ${err}`;
  if (/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e]/u.test(err))
    return `control characters: ${err}`;
  if (err.length > 5000) return `an error of ${String(err.length)} characters`;
  const end = argv.indexOf('--');
  const json = (end === -1 ? argv : argv.slice(0, end)).includes('--json');
  return json && out !== '' && !isJson(out) ? `no JSON document: ${out.slice(0, 200)}` : null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Everything in a directory, names and content, to be compared later. */
export async function contentOf(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of (await readdir(directory)).sort()) {
    const path = join(directory, name);
    const kind = await lstat(path);
    if (kind.isDirectory()) found.push(path, ...(await contentOf(path)));
    else found.push(`${path} ${kind.isFile() ? await readFile(path, 'utf8') : 'no file'}`);
  }
  return found;
}
