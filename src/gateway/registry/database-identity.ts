import { z } from 'zod';
import { databaseInfo } from '../../couch/database-info.ts';
import { CouchNotFoundError } from '../../couch/errors.ts';
import { getInfo } from '../../couch/get-info.ts';
import { requestParsed, type CallOptions } from '../../couch/parse-answer.ts';
import type { Requester } from '../../couch/transport.ts';
import { registryDatabase } from '../../shared/naming.ts';
import type { LastRow } from './load.ts';

const missingSchema = z.record(z.string(), z.object({ missing: z.array(z.string()) }));

/** Which database this is, and how far it has come. */
export interface DatabaseMark {
  /** Another text means another database of the same name. */
  readonly identity: string;
  /** Number of changes so far, as far as the sequence tells. */
  readonly changes: number;
}

/** Errors: `not-found` where there is no registry yet; those of the transport. */
export async function databaseMark(
  transport: Requester,
  options: CallOptions,
): Promise<DatabaseMark> {
  const info = await databaseInfo(transport, registryDatabase, options);
  if (info === null) throw noRegistry();
  const { instanceStartTime, updateSeq } = info;
  // Before 3.3 databases do not say when they were made; then the server's own name has to do.
  const identity =
    instanceStartTime === '0'
      ? `server ${(await getInfo(transport, options)).uuid}`
      : `database ${instanceStartTime}`;
  return { identity, changes: changesOf(updateSeq) };
}

/**
 * Whether a database still has the newest row that was read of it. One that was put back from a backup has
 * other documents under the sequence numbers that it gives out again.
 */
export async function hasRow(
  transport: Requester,
  { id, rev }: LastRow,
  options: CallOptions,
): Promise<boolean> {
  const missing = await requestParsed(
    transport,
    {
      method: 'POST',
      path: [registryDatabase, '_revs_diff'],
      body: { [id]: [rev] },
      idempotent: true,
      ...options,
    },
    missingSchema,
  );
  return missing[id] === undefined;
}

/** Sequences begin with the number of changes so far. */
export function changesOf(sequence: string): number {
  const number = Number.parseInt(sequence, 10);
  return Number.isNaN(number) ? 0 : number;
}

function noRegistry(): CouchNotFoundError {
  return new CouchNotFoundError(
    {
      method: 'GET',
      path: `/${registryDatabase}`,
      status: 404,
      error: 'not_found',
      reason: null,
    },
    {
      message: 'This server has no registry yet.',
      remedy: 'Connect a console to it; that makes the registry.',
    },
  );
}
