import { readEnvironment } from '../../src/cli/environment.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import type { Console } from '../../src/main/console/ports.ts';
import { createConsoleClient } from '../../src/main/control/console-client.ts';
import { dispatch } from '../../src/main/dispatch.ts';

export interface ConsoleCliEnd {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * The command line in this process, on a console that stays open: everything but the start of a program,
 * which costs a second and is tried elsewhere. There is no terminal.
 */
export function consoleCli(
  console: Console,
  env: Readonly<Record<string, string>> = {},
): (args: readonly string[]) => Promise<ConsoleCliEnd> {
  const client = createConsoleClient((domain, call, argument) =>
    dispatch(console.api, domain, call, argument, console.role),
  );
  return async (args) => {
    let out = '';
    let err = '';
    const code = await runCli(args, {
      version: '1.2.3',
      environment: readEnvironment(env),
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
      defaultDirectory: () => console.directory,
      runAgent: () => Promise.reject(new Error('There is no agent here.')),
      openSession: () =>
        Promise.resolve({
          client,
          shared: false,
          onProgress: (listener) => console.events.on('plan.progress', listener),
          close: () => Promise.resolve(),
        }),
    });
    return { code, out, err };
  };
}
