import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type Logger as PinoLogger } from 'pino';
import type { Logger } from '../main/console/ports.ts';

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
        ? [[name, describeError(value, 0)]]
        : shortFields.includes(name)
          ? [[name, value]]
          : [],
    ),
  );
}

function describeError(error: Error, depth: number): Readonly<Record<string, unknown>> {
  const code: unknown = Reflect.get(error, 'code');
  return {
    type: error.name,
    message: withoutCredentials(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    stack: withoutCredentials(error.stack ?? ''),
    ...(error.cause instanceof Error && depth < 3
      ? { cause: describeError(error.cause, depth + 1) }
      : {}),
  };
}

/** Foreign libraries put addresses into messages; what stands before an `@` in one is left out. */
function withoutCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/giu, '$1');
}
