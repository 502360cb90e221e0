import { z } from 'zod';
import { type DatabaseInfo, databaseInfoSchema, toDatabaseInfo } from './database-info.ts';
import { ServerGarbageError } from './errors.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/** CouchDB's default `max_db_number_for_dbs_info_req`. */
export const databasesInfoLimit = 100;

const answerSchema = z.array(
  z.union([
    z.object({ key: z.string(), info: databaseInfoSchema }),
    z.object({ key: z.string(), error: z.string() }),
  ]),
);

/**
 * `POST /_dbs_info` for at most 100 names. By name; a database that does not exist is absent. Any other
 * failure for one name throws, since "could not look" is no absence.
 */
export async function databasesInfo(
  transport: Requester,
  names: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, DatabaseInfo>> {
  const answer = await requestParsed(
    transport,
    {
      method: 'POST',
      path: ['_dbs_info'],
      body: { keys: names },
      idempotent: true,
      ...options,
    },
    answerSchema,
  );
  const found = new Map<string, DatabaseInfo>();
  const answered = new Set<string>();
  for (const row of answer) {
    answered.add(row.key);
    if ('info' in row) found.set(row.key, toDatabaseInfo(row.info));
    else if (row.error !== 'not_found') throw couldNotLook(row.key, row.error);
  }
  const missing = names.find((name) => !answered.has(name));
  if (missing !== undefined) throw couldNotLook(missing, 'no answer');
  return found;
}

function couldNotLook(name: string, error: string): ServerGarbageError {
  return new ServerGarbageError(
    { method: 'POST', path: '/_dbs_info', status: 200, error, reason: name },
    {
      message: `The server could not tell about the database ${name} (${error}).`,
      remedy: 'Look at the log of the CouchDB server, then try again.',
    },
  );
}
