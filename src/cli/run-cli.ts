import { resolve } from 'node:path';
import { CommanderError } from 'commander';
import { z } from 'zod';
import { followCancellation } from './cancellation.ts';
import type { Task } from './command.ts';
import type { CliEnvironment } from './environment.ts';
import { exitCodes, type ExitCode } from './exit-code.ts';
import { createOutput } from './output.ts';
import { createProgram } from './program.ts';
import type { Session } from './session.ts';
import type { AgentRun } from './run-agent.ts';
import type { Terminal } from './terminal.ts';

export interface CliOptions {
  readonly version: string;
  readonly environment: CliEnvironment;
  readonly terminal: Terminal;
  /** Fires when the command is to end. */
  readonly signal: AbortSignal;
  readonly defaultDirectory: () => string;
  readonly openSession: (directory: string) => Promise<Session>;
  /** Runs the agent until it ends; its lines go to `line`. */
  readonly runAgent: (options: AgentRun) => Promise<ExitCode>;
}

const globalOptionsSchema = z.object({
  json: z.boolean().optional(),
  data: z.string().optional(),
});

/**
 * Runs one command line to its end and answers its exit code. Never throws; whatever happened stands on
 * the two streams.
 * @param argv the arguments alone, without the program's name
 */
export async function runCli(argv: readonly string[], options: CliOptions): Promise<ExitCode> {
  const { environment, terminal, signal } = options;
  const output = createOutput(terminal, { json: wantsJson(argv), color: !environment.noColor });
  const cancellation = followCancellation(signal);
  let exit: ExitCode = exitCodes.done;
  /** Printed at once: commander brings it in pieces, and they are one document. */
  let help = '';

  const program = createProgram({
    version: options.version,
    print: (text) => {
      help += text;
    },
    run: async (task) => {
      const { data } = globalOptionsSchema.parse(program.opts());
      exit = await perform(task, resolve(data ?? options.defaultDirectory()));
    },
    runAgent: async (wanted) => {
      const { data } = globalOptionsSchema.parse(program.opts());
      exit = await options.runAgent({
        ...wanted,
        directory: resolve(data ?? options.defaultDirectory()),
        line: output.line,
        signal,
      });
    },
  });

  async function perform(task: Task, directory: string): Promise<ExitCode> {
    const opening = options.openSession(directory);
    let ended: ExitCode = exitCodes.failed;
    let session: Session | null = null;
    try {
      const opened = await cancellation.orCancelled(opening);
      session = opened;
      const work = task({
        session: opened,
        directory,
        passphrase: environment.passphrase,
        server: environment.server,
        account: environment.account,
        note: output.note,
        progress: output.progress,
        mayAsk: terminal.inIsTerminal && terminal.errIsTerminal,
        confirm: async (question) =>
          /^y(es)?$/iu.test((await terminal.ask(`${question} [y/N] `, signal))?.trim() ?? ''),
        ask: async (question, how) => {
          if (!terminal.inIsTerminal || !terminal.errIsTerminal) return null;
          return how === 'secret'
            ? terminal.askSecret(question, signal)
            : terminal.ask(question, signal);
        },
        secret: (question) =>
          terminal.inIsTerminal && terminal.errIsTerminal
            ? terminal.askSecret(question, signal)
            : terminal.line(signal),
        onCancel: cancellation.onCancel,
      });
      ended = output.result(await cancellation.orCancelled(work));
    } catch (error) {
      ended = output.error(error);
    }
    await session?.close(signal.aborted).catch(() => {
      output.note('The console could not be closed well; what it answered is on disk.');
    });
    return ended;
  }

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      output.help(help);
      return exitCodes.done;
    }
    return output.error(error);
  }
}

/** Asked before parsing, because a parsing error is to be answered in the same form. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}
