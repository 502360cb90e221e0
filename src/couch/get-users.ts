import { z } from 'zod';
import { ServerGarbageError } from './errors.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

export const userIdPrefix = 'org.couchdb.user:';

const markerSchema = z.object({ tenant: z.string(), account: z.string(), credential: z.string() });

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

/** A user document as far as we look at it; its hash is left where it is. */
export interface CouchUser {
  readonly username: string;
  readonly rev: string;
  readonly roles: readonly string[];
  /** Our marker; null where the user is not ours. */
  readonly marker: z.output<typeof markerSchema> | null;
}

/**
 * The users of these names, through `POST /_users/_all_docs`. A user that does not exist is absent; any
 * other failure for one of them throws. Some hundreds of names at a time.
 */
export async function getUsers(
  transport: Requester,
  names: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, CouchUser>> {
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
  const users = new Map<string, CouchUser>();
  const answered = new Set<string>();
  for (const row of answer.rows) {
    const name = row.key.slice(userIdPrefix.length);
    answered.add(name);
    if ('error' in row) {
      if (row.error !== 'not_found') throw couldNotLook(name, row.error);
    } else if (row.doc !== null) {
      const marker = markerSchema.safeParse(row.doc['mycouch']);
      users.set(name, {
        username: name,
        rev: row.doc._rev,
        roles: row.doc.roles,
        marker: marker.success ? marker.data : null,
      });
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
