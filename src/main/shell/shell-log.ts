import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { openRotatingLog, type LogFile } from './rotating-log.ts';

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

function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const code: unknown = Reflect.get(error, 'code');
  return {
    type: error.name,
    message: withoutCredentials(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    stack: withoutCredentials(error.stack ?? ''),
    ...(error.cause === undefined || depth >= 3
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** Foreign libraries put addresses into messages; what stands before an `@` in one is left out. */
function withoutCredentials(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/giu, '$1');
}
