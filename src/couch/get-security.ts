import { type ObservedSecurity, parseSecurity } from '../shared/planning/security-object.ts';
import { ServerGarbageError } from './errors.ts';
import type { CallOptions } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/** `GET /{db}/_security`; null when there is no such database. */
export async function getSecurity(
  transport: Requester,
  database: string,
  options: CallOptions = {},
): Promise<ObservedSecurity | null> {
  const response = await transport.request({
    method: 'GET',
    path: [database, '_security'],
    accept: [404],
    ...options,
  });
  if (response.status === 404) return null;
  const security = parseSecurity(response.body);
  if (security !== null) return security;
  throw new ServerGarbageError(
    {
      method: 'GET',
      path: `/${encodeURIComponent(database)}/_security`,
      status: response.status,
      error: 'unexpected answer',
      reason: null,
    },
    {
      message: `The security object of ${database} has a shape that CouchDB does not give it.`,
      remedy: 'Look at it in Fauxton and set members and administrators to lists.',
    },
  );
}
