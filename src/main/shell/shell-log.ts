import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { openRotatingLog, type LogFile } from './rotating-log.ts';
import { describeError } from '../console/describe-error.ts';

const limits = { bytes: 2_000_000, kept: 3 } as const;

/** Field names whose value is never written, wherever up to three levels deep they stand. */
const secretFields = [
  'password',
  'passphrase',
  'secret',
  'token',
  'cookie',
  'authorization',
  'Authorization',
  'derived_key',
  'credentials',
  'body',
  'text',
];

/** The log of the window's process, in `logs` below the data directory. */
export function openShellLog(directory: string): Logger {
  return createLog(openRotatingLog(join(directory, 'logs'), limits));
}

/**
 * A logger that cannot be made to write a secret by accident: fields with a telling name are left out,
 * and of an error only its kind, message, code and stack are kept, not what hangs on it.
 */
export function createLog(file: LogFile): Logger {
  return pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[left out]',
      },
      serializers: { err: describeError, error: describeError },
    },
    file,
  );
}
