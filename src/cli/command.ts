import type { CliEnvironment } from './environment.ts';
import type { ServerOverride } from '../main/console/ports.ts';
import type { ExitCode } from './exit-code.ts';
import type { Session } from './session.ts';

/** What a command has to work with. */
export interface CommandContext {
  readonly session: Session;
  readonly directory: string;
  /** Opens a vault behind the window's socket; in this process it has been used already. */
  readonly passphrase: string | null;
  readonly server: () => ServerOverride | null;
  /** User name and password of the environment, for a server named on the command line. */
  readonly account: CliEnvironment['account'];
  /** One line for a person, on standard error. */
  readonly note: (text: string) => void;
  /** A line that replaces itself; does nothing where standard error is no terminal. */
  readonly progress: (text: string) => void;
  /** True where there is a terminal to ask on. */
  readonly mayAsk: boolean;
  /** Asks yes or no; anything but yes, the end of the input too, is no. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Asks for a line; null where the input ended or there is no terminal. `secret`: nothing is shown. */
  readonly ask: (question: string, how?: 'secret') => Promise<string | null>;
  /** A secret: asked for on a terminal with nothing shown, else one line of standard input; null where it ended. */
  readonly secret: (question: string) => Promise<string | null>;
  /**
   * From now on cancelling (Ctrl-C, SIGTERM) calls this instead of ending the command at once: the command
   * then ends by itself and tells the truth. The answer takes it back.
   */
  readonly onCancel: (cancel: () => void) => () => void;
}

/** What a command came to. Whether the document or the text is printed is for `--json` to say. */
export interface CommandResult {
  readonly document: object;
  readonly text: string;
  /** Lines for standard error, in both forms. */
  readonly notes?: readonly string[];
  readonly exit: ExitCode;
}

export type Task = (context: CommandContext) => Promise<CommandResult>;

/** Runs a task; a command's action is nothing but this. */
export type RunTask = (task: Task) => Promise<void>;
