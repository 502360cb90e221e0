import { z } from 'zod';
import { ServerGarbageError } from './errors.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

export const userIdPrefix = 'org.couchdb.user:';

const userSchema = z.looseObject({
  _id: z.string(),
  _rev: z.string(),
  name: z.string(),
  roles: z.array(z.string()).catch([]),
});

const answerSchema = z.object({
  rows: z.array(
    z.union([
      z.object({
        key: z.string(),
        value: z.object({ rev: z.string(), deleted: z.boolean().optional() }),
        doc: z.union([userSchema, z.null()]),
      }),
      z.object({ key: z.string(), error: z.string() }),
    ]),
  ),
});

/** A whole user document, hash included: to be compared or written back, never to be shown or kept. */
export type CouchUserDocument = z.output<typeof userSchema>;

/**
 * The user documents of these names, through `POST /_users/_all_docs`. A user that does not exist is
 * absent; any other failure for one of them throws. Some hundreds of names at a time.
 */
export async function getUserDocuments(
  transport: Requester,
  names: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, CouchUserDocument>> {
  const answer = await requestParsed(
    transport,
    {
      method: 'POST',
      path: ['_users', '_all_docs'],
      query: { include_docs: true },
      body: { keys: names.map((name) => `${userIdPrefix}${name}`) },
      idempotent: true,
      ...options,
    },
    answerSchema,
  );
  const users = new Map<string, CouchUserDocument>();
  const answered = new Set<string>();
  for (const row of answer.rows) {
    const name = row.key.slice(userIdPrefix.length);
    answered.add(name);
    if ('error' in row) {
      if (row.error !== 'not_found') throw couldNotLook(name, row.error);
    } else if (row.doc !== null) {
      users.set(name, row.doc);
    } else if (row.value.deleted !== true) {
      throw couldNotLook(name, 'no document');
    }
  }
  const missing = names.find((name) => !answered.has(name));
  if (missing !== undefined) throw couldNotLook(missing, 'no answer');
  return users;
}

function couldNotLook(name: string, error: string): ServerGarbageError {
  return new ServerGarbageError(
    { method: 'POST', path: '/_users/_all_docs', status: 200, error, reason: name },
    {
      message: `The server could not tell about the user ${name} (${error}).`,
      remedy: 'Look at the log of the CouchDB server, then try again.',
    },
  );
}
