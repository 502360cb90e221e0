import type { z } from 'zod';
import { ServerGarbageError } from './errors.ts';
import type { CouchRequest, CouchResponse, Requester } from './transport.ts';

/** Options that every operation takes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds, in place of the transport's own. */
  readonly timeout?: number;
}

/** Sends a request and reads its answer by a schema; an answer that does not fit is `server-garbage`. */
export async function requestParsed<Schema extends z.ZodType>(
  transport: Requester,
  request: CouchRequest,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseAnswer(request, await transport.request(request), schema);
}

/** Reads an answer by a schema; the error says where it does not fit, never what was in it. */
export function parseAnswer<Schema extends z.ZodType>(
  request: CouchRequest,
  response: CouchResponse,
  schema: Schema,
): z.output<Schema> {
  const parsed = schema.safeParse(response.body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ServerGarbageError(
    {
      method: request.method,
      path: `/${request.path.map(encodeURIComponent).join('/')}`,
      status: response.status,
      error: 'unexpected answer',
      reason: where === '' ? null : `at ${where}`,
    },
    {
      message: `The server answered ${request.method} /${request.path.join('/')} as CouchDB does not.`,
      remedy: 'Check that the address is that of CouchDB itself and that no proxy changes answers.',
    },
  );
}
