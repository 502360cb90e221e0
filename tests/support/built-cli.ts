import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

/** The command line as it ships, bundled from the sources as they are. */
export interface BuiltCli {
  readonly run: (args: readonly string[], options: CliOptions) => CliProcess;
  readonly remove: () => Promise<void>;
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

/** Builds it beside the checkout's packages, which stay outside the bundle. */
export async function buildCli(): Promise<BuiltCli> {
  const root = join(import.meta.dirname, '..', '..');
  const cache = join(root, '.cache', 'programs');
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(join(cache, 'cli-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'src', 'cli', 'main.ts'),
      outDir: directory,
      target: 'node20.18',
      rolldownOptions: { output: { entryFileNames: 'mycouch.mjs' } },
    },
  });
  const program = join(directory, 'mycouch.mjs');
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
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
