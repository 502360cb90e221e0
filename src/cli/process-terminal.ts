import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Terminal } from './terminal.ts';

/** The streams of this process. A reader that went away (`| head`) is no error. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  return {
    out: (text) => {
      stdout.write(text);
    },
    err: (text) => {
      stderr.write(text);
    },
    outIsTerminal: stdout.isTTY,
    errIsTerminal: stderr.isTTY,
    inIsTerminal: stdin.isTTY,
    ask: (question, signal) => readLine(question, signal, stderr),
    line: (signal) => readLine('', signal, nowhere()),
    askSecret: async (question, signal) => {
      stderr.write(question);
      try {
        return await readLine('', signal, nowhere());
      } finally {
        stderr.write('\n');
      }
    },
  };
}

/** One line of standard input; null when it ended or `signal` fired. */
async function readLine(
  question: string,
  signal: AbortSignal,
  output: Writable,
): Promise<string | null> {
  const { stdin } = process;
  // As a terminal it echoes by itself, and only to `output`.
  const lines = createInterface({ input: stdin, output, terminal: stdin.isTTY });
  try {
    const closed = new Promise<null>((resolve) => {
      lines.once('close', () => {
        resolve(null);
      });
      // Ctrl-C reaches the reader of lines, not the process, while it reads.
      lines.once('SIGINT', () => {
        process.kill(process.pid, 'SIGINT');
        lines.close();
      });
    });
    return await Promise.race([lines.question(question, { signal }), closed]);
  } catch {
    return null;
  } finally {
    lines.close();
  }
}

function nowhere(): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
}

/** Resolves when what was written has left the process, so that ending it cuts nothing off. */
export async function flushed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength === 0 || stream.destroyed) continue;
    await new Promise<void>((resolve) => {
      stream.write('', () => {
        resolve();
      });
      stream.once('close', resolve);
    });
  }
}
