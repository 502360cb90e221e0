import type { PlanProgress } from '../../src/shared/bridge/events.ts';
import { reportError } from '../../src/shared/errors.ts';
import { readEnvironment } from '../../src/cli/environment.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { createConsoleClient } from '../../src/main/control/console-client.ts';

type Handler = (argument: unknown) => unknown;

export interface CliRun {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** Calls in order, as `domain.call`. */
  readonly calls: readonly string[];
  readonly arguments: ReadonlyMap<string, unknown>;
  /** The directory that was opened; null where none was. */
  readonly directory: string | null;
  readonly closed: boolean;
}

export interface CliHarness {
  /** Answers by `domain.call`; one that throws answers its error. */
  readonly handlers?: Readonly<Record<string, Handler>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person at a terminal types; none: no terminal. */
  readonly typed?: string;
  /** What stands on standard input where there is no terminal. */
  readonly piped?: string;
  readonly shared?: boolean;
  readonly signal?: AbortSignal;
  readonly openError?: unknown;
  /** Gets the way to tell progress. */
  readonly tell?: (progress: (progress: PlanProgress) => void) => void;
}

/** Runs a command line in this process against a console that is nothing but answers. */
export async function cli(argv: readonly string[], harness: CliHarness = {}): Promise<CliRun> {
  const { handlers = {}, env = {}, typed, piped, shared = false } = harness;
  let out = '';
  let err = '';
  let directory: string | null = null;
  let closed = false;
  const calls: string[] = [];
  const given = new Map<string, unknown>();
  const client = createConsoleClient(async (domain, call, argument) => {
    const name = `${domain}.${call}`;
    calls.push(name);
    given.set(name, argument);
    const handler = handlers[name];
    if (handler === undefined) throw new Error(`no answer for ${name}`);
    try {
      return { ok: true, value: await handler(argument) };
    } catch (error) {
      return { ok: false, error: reportError(error) };
    }
  });
  const exit = await runCli(argv, {
    version: '1.2.3',
    environment: readEnvironment(env),
    terminal: {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      outIsTerminal: typed !== undefined,
      errIsTerminal: typed !== undefined,
      inIsTerminal: typed !== undefined,
      ask: (question) => {
        err += question;
        return Promise.resolve(typed ?? null);
      },
      line: () => Promise.resolve(piped ?? null),
      askSecret: (question) => {
        err += question;
        return Promise.resolve(typed ?? null);
      },
    },
    signal: harness.signal ?? new AbortController().signal,
    defaultDirectory: () => '/default',
    runAgent: () => Promise.reject(new Error('no agent here')),
    openSession: (path) => {
      directory = path;
      if (harness.openError !== undefined) return Promise.reject(toError(harness.openError));
      return Promise.resolve({
        client,
        shared,
        onProgress: (listener) => {
          harness.tell?.(listener);
          return () => undefined;
        },
        close: () => {
          closed = true;
          return Promise.resolve();
        },
      });
    },
  });
  return { exit, out, err, calls, arguments: given, directory, closed };
}

function toError(value: unknown): Error {
  return value instanceof Error ? value : new Error('not an error');
}
