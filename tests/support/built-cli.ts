import { spawn, type ChildProcess } from 'node:child_process';
import { builtOnce } from './built-once.ts';

/** The command line as it ships, bundled from the sources as they are. */
export interface BuiltCli {
  readonly run: (args: readonly string[], options: CliOptions) => CliProcess;
}

export interface CliOptions {
  /** The whole environment beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly home: string;
}

export interface CliEnd {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<CliEnd>;
}

/** The same build for every file that wants it. */
export async function buildCli(): Promise<BuiltCli> {
  const program = await builtOnce('cli', 'src/cli/main.ts', 'node20.18');
  return {
    run: (args, { env = {}, home }) => {
      const child = spawn(process.execPath, [program, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'], HOME: home, ...env },
      });
      let out = '';
      let err = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err += text;
      });
      const ended = new Promise<CliEnd>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => {
          resolve({ code, out, err });
        });
      });
      return { child, ended };
    },
  };
}
