import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type Logger as PinoLogger } from 'pino';
import type { Logger } from '../main/console/ports.ts';
import { describeError } from '../main/console/describe-error.ts';

const sizeLimit = 2_000_000;

/**
 * The log of commands: warnings and errors, in `logs/command-line.log` below the data directory, opened
 * by the first of them. Of an error its kind, code, message and stack are kept, not what hangs on it;
 * other fields are written only where they are short names.
 */
export function commandLog(directory: string): Logger {
  let opened: PinoLogger | null = null;
  const write = (level: 'warn' | 'error', fields: object, message: string): void => {
    try {
      opened ??= open(join(directory, 'logs'));
      opened[level](describe(fields), message);
    } catch {
      // A log that cannot be written must not stop the work.
    }
  };
  return {
    info: () => undefined,
    warn: (fields, message) => {
      write('warn', fields, message);
    },
    error: (fields, message) => {
      write('error', fields, message);
    },
  };
}

function open(folder: string): PinoLogger {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'command-line.log');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > sizeLimit) renameSync(file, `${file}.1`);
  const destination = pino.destination({ dest: file, sync: true, mode: 0o600 });
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

const shortFields = ['domain', 'call', 'code', 'removed'];

function describe(fields: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]: [string, unknown]) =>
      value instanceof Error
        ? [[name, describeError(value)]]
        : shortFields.includes(name)
          ? [[name, value]]
          : [],
    ),
  );
}
