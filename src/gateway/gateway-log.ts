import { pino, type DestinationStream, type Logger } from 'pino';

/** Field names whose value is never written, wherever up to three levels deep they stand. */
const secretFields = [
  'password',
  'secret',
  'token',
  'cookie',
  'authorization',
  'api_key',
  'privateKey',
  'body',
];

/**
 * One JSON document a line. A field with a telling name is left out, so that none is written by accident; of
 * an error only its kind and code are kept, since messages and causes can quote what was sent.
 */
export function createGatewayLog(level: string, destination: DestinationStream): Logger {
  const brief = (error: Error & { readonly code?: unknown }): object => ({
    kind: error.name,
    code: typeof error.code === 'string' ? error.code : null,
  });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[left out]',
      },
      serializers: { err: brief },
    },
    destination,
  );
}
