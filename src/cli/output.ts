import { CommanderError } from 'commander';
import { ConsoleError, reportError, type ErrorReport } from '../shared/errors.ts';
import type { CommandResult } from './command.ts';
import { errorText, forCommandLine } from './error-words.ts';
import { exitCodes, type ExitCode } from './exit-code.ts';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** Writes what a command came to: with `--json` one document on standard output and nothing else there. */
export interface Output {
  readonly result: (result: CommandResult) => ExitCode;
  /** One line of what goes on: with `--json` a document of one line, and from then on every document is. */
  readonly line: (document: object, text: string) => void;
  readonly help: (text: string) => void;
  readonly error: (error: unknown) => ExitCode;
  readonly note: (text: string) => void;
  readonly progress: (text: string) => void;
}

const dim = '\u001b[2m';
const red = '\u001b[31m';
const plain = '\u001b[0m';
const lineLimit = 1000;
const eraseLine = '\r\u001b[K';

/** @param options.color whether standard error may be coloured; it must be a terminal too */
export function createOutput(
  terminal: Terminal,
  options: { readonly json: boolean; readonly color: boolean },
): Output {
  const color = options.color && terminal.errIsTerminal;
  const painted = (code: string, text: string): string => (color ? `${code}${text}${plain}` : text);
  let progressShown = false;
  let inLines = false;

  function progress(text: string): void {
    if (!terminal.errIsTerminal || (text === '' && !progressShown)) return;
    progressShown = text !== '';
    terminal.err(eraseLine + painted(dim, text));
  }

  function note(text: string): void {
    progress('');
    terminal.err(`${text}\n`);
  }

  function document(value: object): void {
    terminal.out(`${inLines ? JSON.stringify(value) : JSON.stringify(value, null, 2)}\n`);
  }

  return {
    progress,
    note,
    result: ({ document: value, text, notes = [], exit }) => {
      for (const line of notes) note(line);
      progress('');
      if (options.json) document(value);
      else terminal.out(text);
      return exit;
    },
    line: (value, text) => {
      inLines = true;
      terminal.out(`${options.json ? JSON.stringify(value) : printable(text)}\n`);
    },
    help: (text) => {
      if (options.json) document({ help: text });
      else terminal.out(text);
    },
    error: (error) => {
      progress('');
      const report = forCommandLine(describe(error));
      const [message, ...rest] = errorText(report).split('\n');
      terminal.err(`${painted(red, 'error:')} ${cut(printable(message ?? ''))}\n`);
      for (const line of rest) if (line !== '') terminal.err(`${cut(printable(line))}\n`);
      if (options.json) document({ error: report });
      return exitCodes.failed;
    },
  };
}

/** A path in a sentence may be as long as somebody likes; the whole of it is in the document. */
function cut(line: string): string {
  return line.length <= lineLimit ? line : `${line.slice(0, lineLimit)}…`;
}

/** An argument that looks like `--option=value` may carry what should not be repeated. */
function withoutValue(text: string): string {
  return text.replace(/'(--?[^'=]+)=[^']*'/u, "'$1=…'");
}

function describe(error: unknown): ErrorReport {
  if (!(error instanceof CommanderError)) return reportError(error);
  const lines = withoutValue(error.message).split('\n');
  const [first = '', ...more] = lines;
  const message =
    error.code === 'commander.help'
      ? 'A command is missing.'
      : [first.replace(/^error: /u, ''), ...more].join(' ').slice(0, 300);
  return reportError(
    new ConsoleError('invalid-input', sentence(message), {
      remedy: '`mycouch --help` lists the commands, and `mycouch COMMAND --help` what each takes.',
    }),
  );
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?)…]$/u.test(capital) ? capital : `${capital}.`;
}
