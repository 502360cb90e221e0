import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface LogLimits {
  /** Size in bytes at which a file is put aside. */
  readonly bytes: number;
  /** Files put aside that are kept. */
  readonly kept: number;
}

/** Where log lines go; the shape pino writes to. */
export interface LogFile {
  readonly write: (line: string) => void;
}

/**
 * A log file that cannot grow without bound: `console.log`, and `console.1.log` (the newest put aside)
 * upwards. Written at once, so that the last line before a crash is there. A disk that takes no more
 * loses log lines and nothing else.
 */
export function openRotatingLog(directory: string, limits: LogLimits): LogFile {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = (age: number): string =>
    join(directory, age === 0 ? 'console.log' : `console.${age}.log`);
  let size = sizeOf(path(0));

  const rotate = (): void => {
    rmSync(path(limits.kept), { force: true });
    for (let age = limits.kept - 1; age >= 0; age -= 1) {
      if (sizeOf(path(age)) > 0) renameSync(path(age), path(age + 1));
    }
    size = 0;
  };

  return {
    write: (line) => {
      try {
        const length = Buffer.byteLength(line);
        if (size > 0 && size + length > limits.bytes) rotate();
        appendFileSync(path(0), line, { mode: 0o600 });
        size += length;
      } catch {
        // Nowhere left to say it.
      }
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
