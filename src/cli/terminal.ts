/** The three streams of the process, as far as the command line uses them. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly inIsTerminal: boolean;
  /** Asks on standard error and reads one line; null when the input ended or `signal` fired. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<string | null>;
  /** The same, with nothing of what is typed on the screen. */
  readonly askSecret: (question: string, signal: AbortSignal) => Promise<string | null>;
  /** One line of standard input without asking for it, for what is piped in; null when it ended. */
  readonly line: (signal: AbortSignal) => Promise<string | null>;
}
