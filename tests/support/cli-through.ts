import { readEnvironment } from '../../src/cli/environment.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import type { Console } from '../../src/main/console/ports.ts';
import { createConsoleClient } from '../../src/main/control/console-client.ts';
import { dispatch } from '../../src/main/dispatch.ts';

/** Runs a command line in this process through an open console, as one beside a window does. */
export async function cliThrough(
  console: Console,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const nobody = () => Promise.resolve(null);
  const exit = await runCli(argv, {
    version: '0.0.0-test',
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
      ask: nobody,
      askSecret: nobody,
      line: () => Promise.resolve(null),
    },
    signal: new AbortController().signal,
    defaultDirectory: () => console.directory,
    runAgent: () => Promise.reject(new Error('no agent here')),
    openSession: () =>
      Promise.resolve({
        client: createConsoleClient((domain, call, argument) =>
          dispatch(console.api, domain, call, argument, console.role, () => undefined),
        ),
        shared: true,
        onProgress: (listener) => console.events.on('plan.progress', listener),
        close: () => Promise.resolve(),
      }),
  });
  return { exit, out, err };
}
