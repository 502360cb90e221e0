import { z } from 'zod';
import { ServerFailedError } from './errors.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/** One end of a document's revision tree as CouchDB has it. */
export interface StoredLeaf extends Readonly<Record<string, unknown>> {
  readonly _id: string;
  readonly _rev: string;
  readonly _deleted?: boolean;
}

/** Checked where it stands and by hand: anything else would copy each of many thousand documents. */
const leafSchema = z.custom<StoredLeaf>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    '_id' in value &&
    typeof value._id === 'string' &&
    '_rev' in value &&
    typeof value._rev === 'string' &&
    (!('_deleted' in value) || typeof value._deleted === 'boolean'),
);
const answerSchema = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      docs: z.array(
        z.object({
          ok: leafSchema.optional(),
          error: z.looseObject({ error: z.string() }).optional(),
        }),
      ),
    }),
  ),
});

/**
 * `POST /{db}/_bulk_get` without revisions: every leaf of each document, conflicting and deleted ones
 * included; none of one that is not there. The leaves of one document are of one moment.
 * @returns by id, an entry for each id that was asked for
 */
export async function getAllLeaves(
  transport: Requester,
  database: string,
  ids: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, readonly StoredLeaf[]>> {
  const found = new Map<string, StoredLeaf[]>(ids.map((id) => [id, []]));
  if (ids.length === 0) return found;
  const path = [database, '_bulk_get'];
  const { results } = await requestParsed(
    transport,
    {
      method: 'POST',
      path,
      body: { docs: ids.map((id) => ({ id })) },
      idempotent: true,
      ...options,
    },
    answerSchema,
  );
  for (const { id, docs } of results) {
    for (const { ok, error } of docs) {
      if (ok !== undefined) found.get(id)?.push(ok);
      else if (error !== undefined && error.error !== 'not_found') throw unreadable(path);
    }
  }
  return found;
}

function unreadable(path: readonly string[]): ServerFailedError {
  return new ServerFailedError(
    { method: 'POST', path: `/${path.join('/')}`, status: 200, error: 'unreadable', reason: null },
    {
      message: 'The server could not read some of its documents.',
      remedy: 'Check the log of the server.',
    },
  );
}
